"""The installed package: what is in it, and a native source built with nothing but it."""
import gzip
import os
import subprocess
import unittest

import kit_case
import support

SOURCE = r"""
#include <airbyte/main.h>
#include <string.h>

static const char spec_text[] = "{\"connectionSpecification\": {\"type\": \"object\"}}";

static bool spec(void *self, ab_runtime *runtime, ab_arena *arena, const ab_value **out, ab_error *error)
{
    (void)self, (void)runtime;
    *out = ab_new_json(arena, (ab_str){spec_text, strlen(spec_text)}, error);
    return *out != NULL;
}
static ab_check check(void *self, ab_runtime *runtime, const ab_value *config, ab_error *error)
{
    (void)self, (void)runtime, (void)config, (void)error;
    return AB_CHECK_SUCCEEDED;
}
static bool streams(void *self, ab_runtime *runtime, const ab_value *config, ab_purpose purpose,
                    const ab_value *catalog, const ab_value *state, ab_stream_list *list, ab_error *error)
{
    (void)self, (void)runtime, (void)config, (void)purpose, (void)catalog, (void)state, (void)list, (void)error;
    return true;
}
int main(int argc, char **argv)
{
    static const ab_source source = {.name = "source-tiny", .version = "1.2.3", .spec = spec,
                                     .check = check, .streams = streams};
    return ab_main(argc, argv, WITH_SOURCE ? &source : NULL);
}
"""


@unittest.skipIf(os.environ.get("AB_SANITIZED"), "a sanitized library links with sanitized programs only")
class Package(kit_case.Installed):
    def result_of(self, *command, **options):
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True,
                              timeout=support.LIMIT, cwd=self.folder, check=False, **options)
        return support.Result(done.returncode, done.stdout, done.stderr)

    def build(self, with_source):
        environment = {**os.environ, "PKG_CONFIG_PATH": str(self.prefix / "lib/pkgconfig")}
        flags = subprocess.run(["pkg-config", "--cflags", "--libs", "airbyte_cdk"], check=True, text=True,
                               stdout=subprocess.PIPE, env=environment).stdout.split()
        source = self.folder / "tiny.c"
        source.write_text(SOURCE, encoding="utf-8")
        binary = self.folder / f"tiny{with_source}"
        subprocess.run(["cc", "-std=c17", "-Wall", "-Wextra", "-Werror", f"-DWITH_SOURCE={with_source}", source,
                        "-o", binary, *flags], check=True, timeout=support.LIMIT)
        return binary

    def test_the_binary_by_both_names(self):
        spec = self.result_of(self.prefix / "bin/airbyte-cdk-c", "spec")
        self.assertIn("api_key", spec.of("SPEC")[0]["spec"]["connectionSpecification"]["properties"])
        generic = self.result_of(self.prefix / "bin/source-declarative-manifest", "spec")
        self.assertEqual(generic.of("SPEC")[0]["spec"]["connectionSpecification"]["required"],
                         ["__injected_declarative_manifest"])

    def test_manual_page_and_completions(self):
        share = self.prefix / "share"
        page = gzip.decompress((share / "man/man1/airbyte-cdk-c.1.gz").read_bytes()).decode()
        self.assertIn(".TH airbyte-cdk-c 1", page)
        self.assertIn("airbyte-cdk-c", (share / "bash-completion/completions/airbyte-cdk-c").read_text(encoding="utf-8"))
        self.assertIn("complete -c airbyte-cdk-c",
                      (share / "fish/vendor_completions.d/airbyte-cdk-c.fish").read_text(encoding="utf-8"))

    def test_a_native_source_by_pkg_config(self):
        binary = self.build(1)
        spec = self.result_of(binary, "spec")
        self.assertEqual(spec.of("SPEC")[0]["spec"], {"connectionSpecification": {"type": "object"}})
        config = self.folder / "config.json"
        config.write_text("{}", encoding="utf-8")
        check = self.result_of(binary, "check", "--config", config)
        self.assertEqual(check.of("CONNECTION_STATUS")[0]["connectionStatus"]["status"], "SUCCEEDED")
        self.assertIn("built-in connector source-tiny 1.2.3", check.out)

    def test_without_a_source_it_is_the_runtime_of_manifests(self):
        binary = self.build(0)
        generic = self.result_of(binary, "spec")
        self.assertEqual(generic.of("SPEC")[0]["spec"]["connectionSpecification"]["required"],
                         ["__injected_declarative_manifest"])
        config = self.folder / "config.json"
        config.write_text("{}", encoding="utf-8")
        refused = self.result_of(binary, "discover", "--config", config)
        self.assertEqual(refused.status, 1)
        self.assertIn("a manifest by --manifest-path", refused.errors()[0]["message"])

    def test_nothing_is_installed_below_another_root(self):
        root = self.folder / "root"
        subprocess.run(["cmake", "--install", kit_case.BUILD, "--prefix", "/usr"], check=True, stdout=subprocess.DEVNULL,
                       env={**os.environ, "DESTDIR": str(root)}, timeout=support.LIMIT)
        self.assertEqual(os.readlink(root / "usr/bin/source-declarative-manifest"), "airbyte-cdk-c")
        self.assertEqual([entry.name for entry in root.iterdir()], ["usr"])


if __name__ == "__main__":
    support.main()
