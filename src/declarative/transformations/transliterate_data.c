/* ASCII spellings of characters: of each range one text, in which every character has a line.
 * Made by scripts/make_transliteration.py; do not edit. */
#include "declarative/transformations/transliterate.h"

const ab_ascii_range ab_ascii_ranges[] = {
    {0x0080, 0x024F,
     "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n \n!\nc\nGBP\n\nY\n\n"
     "S\n \n(C)\na\n<<\n\n\n(R)\n \ndeg\n\n2\n3\n \nm\nP\n,\n \n1\no\n>>\n1/4\n1/2\n3/4\n"
     "\?\nA\nA\nA\nA\nA\nA\nAe\nC\nE\nE\nE\nE\nI\nI\nI\nI\nD\nN\nO\nO\nO\nO\nO\n*\nO\nU\nU\n"
     "U\nU\nY\nTh\nss\na\na\na\na\na\na\nae\nc\ne\ne\ne\ne\ni\ni\ni\ni\nd\nn\no\no\no\no\n"
     "o\n/\no\nu\nu\nu\nu\ny\nth\ny\nA\na\nA\na\nA\na\nC\nc\nC\nc\nC\nc\nC\nc\nD\nd\nD\nd\n"
     "E\ne\nE\ne\nE\ne\nE\ne\nE\ne\nG\ng\nG\ng\nG\ng\nG\ng\nH\nh\nH\nh\nI\ni\nI\ni\nI\ni\n"
     "I\ni\nI\ni\nIJ\nij\nJ\nj\nK\nk\nk\nL\nl\nL\nl\nL\nl\nL,\nl,\nL\nl\nN\nn\nN\nn\nN\nn\n"
     "n\nNg\nng\nO\no\nO\no\nO\no\nOe\noe\nR\nr\nR\nr\nR\nr\nS\ns\nS\ns\nS\ns\nS\ns\nT\nt\n"
     "T\nt\nT\nt\nU\nu\nU\nu\nU\nu\nU\nu\nU\nu\nU\nu\nW\nw\nY\ny\nY\nZ\nz\nZ\nz\nZ\nz\ns\n\n"
     "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\nF\nf\n\n\n\n\n\n\n\n\n\n\n\n\n\nO\no\n\n\n\n\n\n\n\n\n"
     "\n\n\n\n\nU\nu\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\nDZ\nDz\ndz\nLJ\nLj\nlj\nNJ\nNj\n"
     "nj\nA\na\nI\ni\nO\no\nU\nu\nU\nu\nU\nu\nU\nu\nU\nu\n\nA\na\nA\na\nAe\nae\n\n\nG\ng\n"
     "K\nk\nO\no\nO\no\n\n\nj\nDZ\nDz\ndz\nG\ng\n\n\nN\nn\nA\na\nAe\nae\nO\no\nA\na\nA\na\n"
     "E\ne\nE\ne\nI\ni\nI\ni\nO\no\nO\no\nR\nr\nR\nr\nU\nu\nU\nu\nS\ns\nT\nt\n\n\nH\nh\n\n\n"
     "\n\n\n\nA\na\nE\ne\nO\no\nO\no\nO\no\nO\no\nY\ny\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n"
     "\n\n\n\n\n\n\n\n\n\n"
    },
    {0x0370, 0x03FF,
     "\n\n\n\n\n\n\n\n\n\n \n\n\n\n;\n\n\n\n\n\n \n \nA\n,\nE\nI\nI\n\nO\n\nY\nO\ni\nA\nV\n"
     "G\nD\nE\nZ\nI\nTh\nI\nK\nL\nM\nN\nX\nO\nP\nR\n\nS\nT\nY\nF\nCh\nPs\nO\nI\nY\na\ne\ni\n"
     "i\ny\na\nv\ng\nd\ne\nz\ni\nth\ni\nk\nl\nm\nn\nx\no\np\nr\ns\ns\nt\ny\nf\nch\nps\no\n"
     "i\ny\no\ny\no\n\nv\nth\nY\nY\nY\nf\np\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n"
     "\n\nk\nr\ns\n\nTh\ne\n\n\n\nS\n\n\n\n\n\n\n"
    },
    {0x0400, 0x045F,
     "E\nYo\nDj\nG\nYe\nDz\nI\nYi\nJ\nLj\nNj\nC\nK\nI\nU\nDz\nA\nB\nV\nG\nD\nE\nZh\nZ\nI\n"
     "Y\nK\nL\nM\nN\nO\nP\nR\nS\nT\nU\nF\nKh\nTs\nCh\nSh\nShch\n\"\nY\n'\nE\nYu\nYa\na\nb\n"
     "v\ng\nd\ne\nzh\nz\ni\ny\nk\nl\nm\nn\no\np\nr\ns\nt\nu\nf\nkh\nts\nch\nsh\nshch\n\"\n"
     "y\n'\ne\nyu\nya\ne\nyo\ndj\ng\nye\ndz\ni\nyi\nj\nlj\nnj\nc\nk\ni\nu\ndz\n"
    },
    {0x0490, 0x0491,
     "G\ng\n"
    },
    {0x1E00, 0x1EFF,
     "A\na\nB\nb\nB\nb\nB\nb\nC\nc\nD\nd\nD\nd\nD\nd\nD\nd\nD\nd\nE\ne\nE\ne\nE\ne\nE\ne\n"
     "E\ne\nF\nf\nG\ng\nH\nh\nH\nh\nH\nh\nH\nh\nH\nh\nI\ni\nI\ni\nK\nk\nK\nk\nK\nk\nL\nl\n"
     "L\nl\nL\nl\nL\nl\nM\nm\nM\nm\nM\nm\nN\nn\nN\nn\nN\nn\nN\nn\nO\no\nO\no\nO\no\nO\no\n"
     "P\np\nP\np\nR\nr\nR\nr\nR\nr\nR\nr\nS\ns\nS\ns\nS\ns\nS\ns\nS\ns\nT\nt\nT\nt\nT\nt\n"
     "T\nt\nU\nu\nU\nu\nU\nu\nU\nu\nU\nu\nV\nv\nV\nv\nW\nw\nW\nw\nW\nw\nW\nw\nW\nw\nX\nx\n"
     "X\nx\nY\ny\nZ\nz\nZ\nz\nZ\nz\nh\nt\nw\ny\na\ns\n\n\nSs\n\nA\na\nA\na\nA\na\nA\na\nA\n"
     "a\nA\na\nA\na\nA\na\nA\na\nA\na\nA\na\nA\na\nE\ne\nE\ne\nE\ne\nE\ne\nE\ne\nE\ne\nE\n"
     "e\nE\ne\nI\ni\nI\ni\nO\no\nO\no\nO\no\nO\no\nO\no\nO\no\nO\no\nO\no\nO\no\nO\no\nO\n"
     "o\nO\no\nU\nu\nU\nu\nU\nu\nU\nu\nU\nu\nU\nu\nU\nu\nY\ny\nY\ny\nY\ny\nY\ny\n\n\n\n\n\n"
     "\n"
    },
    {0x1F00, 0x1FFF,
     "a\na\na\na\na\na\na\na\nA\nA\nA\nA\nA\nA\nA\nA\ne\ne\ne\ne\ne\ne\n\n\nE\nE\nE\nE\nE\n"
     "E\n\n\ni\ni\ni\ni\ni\ni\ni\ni\nI\nI\nI\nI\nI\nI\nI\nI\ni\ni\ni\ni\ni\ni\ni\ni\nI\nI\n"
     "I\nI\nI\nI\nI\nI\no\no\no\no\no\no\n\n\nO\nO\nO\nO\nO\nO\n\n\ny\ny\ny\ny\ny\ny\ny\ny\n"
     "\nY\n\nY\n\nY\n\nY\no\no\no\no\no\no\no\no\nO\nO\nO\nO\nO\nO\nO\nO\na\na\ne\ne\ni\ni\n"
     "i\ni\no\no\ny\ny\no\no\n\n\na\na\na\na\na\na\na\na\nA\nA\nA\nA\nA\nA\nA\nA\ni\ni\ni\n"
     "i\ni\ni\ni\ni\nI\nI\nI\nI\nI\nI\nI\nI\no\no\no\no\no\no\no\no\nO\nO\nO\nO\nO\nO\nO\n"
     "O\na\na\na\na\na\n\na\na\nA\nA\nA\nA\nA\n \ni\n \n \n \ni\ni\ni\n\ni\ni\nE\nE\nI\nI\n"
     "I\n \n \n \ni\ni\ni\ni\n\n\ni\ni\nI\nI\nI\nI\n\n \n \n \ny\ny\ny\ny\nr\nr\ny\ny\nY\n"
     "Y\nY\nY\nR\n \n \n`\n\n\no\no\no\n\no\no\nO\nO\nO\nO\nO\n \n \n\n"
    },
    {0x2010, 0x209C,
     "\n\n\n-\n-\n\n\n \n'\n'\n\n\n\"\n\"\n\n\n\n\n*\n\n.\n..\n...\n\n\n\n\n\n\n\n\n \n\n\n"
     "\n\n\n\n\n\n\n\n\n\n!!\n\n \n\n\n\n\n\n/\n\n\n\?\?\n\?!\n!\?\n\n\n\n\n\n\n\n\n\n\n\n\n"
     "\n\n\n\n\n\n\n\n\n \n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n0\ni\n\n\n4\n5\n6\n7\n8\n9\n+\n\n"
     "=\n(\n)\nn\n0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n+\n\n=\n(\n)\n\na\ne\no\nx\n\nh\nk\nl\nm\n"
     "n\np\ns\nt\n"
    },
    {0x20AC, 0x20AC,
     "EUR\n"
    },
    {0x2100, 0x218B,
     "a/c\na/s\nC\ndegC\n\nc/o\nc/u\n\n\ndegF\ng\nH\nH\nH\nh\nh\nI\nI\nL\nl\n\nN\nNo\n\n\n"
     "P\nQ\nR\nR\nR\n\n\nSM\nTEL\nTM\n\nZ\n\nO\n\nZ\n\nK\nA\nB\nC\n\ne\nE\nF\n\nM\no\n\n\n\n"
     "\ni\n\nFAX\np\ng\nG\nP\n\n\n\n\n\nD\nd\ne\ni\nj\n\n\n\n\n\n\n1/7\n1/9\n1/10\n1/3\n"
     "2/3\n1/5\n2/5\n3/5\n4/5\n1/6\n5/6\n1/8\n3/8\n5/8\n7/8\n1/\nI\nII\nIII\nIV\nV\nVI\n"
     "VII\nVIII\nIX\nX\nXI\nXII\nL\nC\nD\nM\ni\nii\niii\niv\nv\nvi\nvii\nviii\nix\nx\nxi\n"
     "xii\nl\nc\nd\nm\n\n\n\n\n\n\n\n\n\n0/3\n\n\n"
    },
    {0x3041, 0x3096,
     "a\na\ni\ni\nu\nu\ne\ne\no\no\nka\nga\nki\ngi\nku\ngu\nke\nge\nko\ngo\nsa\nza\nshi\n"
     "ji\nsu\nzu\nse\nze\nso\nzo\nta\nda\nchi\nji\ntsu\ntsu\nzu\nte\nde\nto\ndo\nna\nni\n"
     "nu\nne\nno\nha\nba\npa\nhi\nbi\npi\nfu\nbu\npu\nhe\nbe\npe\nho\nbo\npo\nma\nmi\nmu\n"
     "me\nmo\nya\nya\nyu\nyu\nyo\nyo\nra\nri\nru\nre\nro\nwa\nwa\nwi\nwe\nwo\nn\nvu\nka\n"
     "ke\n"
    },
    {0x30A1, 0x30FA,
     "a\na\ni\ni\nu\nu\ne\ne\no\no\nka\nga\nki\ngi\nku\ngu\nke\nge\nko\ngo\nsa\nza\nshi\n"
     "ji\nsu\nzu\nse\nze\nso\nzo\nta\nda\nchi\nji\ntsu\ntsu\nzu\nte\nde\nto\ndo\nna\nni\n"
     "nu\nne\nno\nha\nba\npa\nhi\nbi\npi\nfu\nbu\npu\nhe\nbe\npe\nho\nbo\npo\nma\nmi\nmu\n"
     "me\nmo\nya\nya\nyu\nyu\nyo\nyo\nra\nri\nru\nre\nro\nwa\nwa\nwi\nwe\nwo\nn\nvu\nka\n"
     "ke\nva\nvi\nve\nvo\n"
    },
    {0xFF01, 0xFF5E,
     "!\n\"\n#\n$\n%\n&\n'\n(\n)\n*\n+\n,\n-\n.\n/\n0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n:\n;\n<\n"
     "=\n>\n\?\n@\nA\nB\nC\nD\nE\nF\nG\nH\nI\nJ\nK\nL\nM\nN\nO\nP\nQ\nR\nS\nT\nU\nV\nW\nX\n"
     "Y\nZ\n[\n\\\n]\n^\n_\n`\na\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\nm\nn\no\np\nq\nr\ns\nt\n"
     "u\nv\nw\nx\ny\nz\n{\n|\n}\n~\n"
    },
};
const size_t ab_ascii_range_count = sizeof(ab_ascii_ranges) / sizeof(ab_ascii_ranges[0]);
