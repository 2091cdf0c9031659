using Quorum.Images;
using Quorum.Pipeline;

namespace Quorum.Tests.Images;

public sealed class DockerIgnoreTests
{
    // Columns: the file's lines, a path, whether Docker leaves it out. The first block is the table of Docker's documentation.
    [Theory]
    [InlineData("*/temp*", "somedir/temporary.txt", true)]
    [InlineData("*/temp*", "somedir/temp", true)]
    [InlineData("*/temp*", "temporary.txt", false)]
    [InlineData("*/*/temp*", "somedir/subdir/temporary.txt", true)]
    [InlineData("*/*/temp*", "somedir/temporary.txt", false)]
    [InlineData("temp?", "tempa", true)]
    [InlineData("temp?", "tempb", true)]
    [InlineData("temp?", "temp", false)]
    [InlineData("temp?", "temp/", false)]
    [InlineData("**/*.go", "a.go", true)]
    [InlineData("**/*.go", "x/y/a.go", true)]
    [InlineData("/foo/bar", "foo/bar", true)]
    [InlineData("foo/bar", "foo/bar", true)]
    [InlineData("/foo/bar", "x/foo/bar", false)]
    [InlineData("*.md\n!README.md", "README.md", false)]
    [InlineData("*.md\n!README.md", "CHANGES.md", true)]
    [InlineData("*.md\n!README*.md\nREADME-secret.md", "README-secret.md", true)]
    [InlineData("*.md\nREADME-secret.md\n!README*.md", "README-secret.md", false)]
    // Cleaning: ./, doubled and trailing slashes, .., blanks at both ends.
    [InlineData("./foo", "foo", true)]
    [InlineData("foo/", "foo", true)]
    [InlineData("foo//bar/", "foo/bar", true)]
    [InlineData("foo/../bar", "bar", true)]
    [InlineData("../foo", "foo", false)]
    [InlineData("foo   ", "foo", true)]
    [InlineData("   foo", "foo", true)]
    [InlineData("foo\r", "foo", true)]
    [InlineData("!  foo\nfoo", "foo", true)]
    [InlineData("foo\n!  foo", "foo", false)]
    [InlineData("foo\n!/foo", "foo", false)]
    // Comments: only with the hash in the first column.
    [InlineData("#foo", "#foo", false)]
    [InlineData(" #foo", "#foo", true)]
    [InlineData("\\#foo", "#foo", true)]
    [InlineData("\\!foo", "!foo", true)]
    // A match of a parent holds for all below it, and an exception for a child gets it back.
    [InlineData("foo", "foo/bar/baz", true)]
    [InlineData("foo/*", "foo", false)]
    [InlineData("foo/*", "foo/bar/baz", true)]
    [InlineData("*\n!keep", "keep/deep/file", false)]
    [InlineData("*\n!keep/deep", "keep/other", true)]
    [InlineData("*\n!keep/deep", "keep/deep/x", false)]
    [InlineData("*\n!**/file", "a/b/file", false)]
    [InlineData("a\n!a/b\na/b/c", "a/b/c/d", true)]
    // Two stars.
    [InlineData("**", "anything/at/all", true)]
    [InlineData("**/foo", "foo", true)]
    [InlineData("**/foo", "a/b/foo", true)]
    [InlineData("**/foo", "a/xfoo", false)]
    [InlineData("**foo", "a/xfoo", true)]
    [InlineData("foo/**", "foo/a/b", true)]
    [InlineData("foo/**", "foo", false)]
    [InlineData("foo/**/bar", "foo/bar", true)]
    [InlineData("foo/**/bar", "foo/a/b/bar", true)]
    [InlineData("foo/**/bar", "foo/abar", false)]
    [InlineData("a**/b", "ax/b", true)]
    [InlineData("**/**/x", "q/x", true)]
    // One star and question mark stay within a folder.
    [InlineData("a*c", "abc", true)]
    [InlineData("a*c", "a/c", false)]
    [InlineData("a?c", "a/c", false)]
    // Classes, escapes, and characters that mean something to a regular expression only.
    [InlineData("[ab].txt", "a.txt", true)]
    [InlineData("[a-c].txt", "d.txt", false)]
    [InlineData("[^ab].txt", "c.txt", true)]
    [InlineData("a\\*b", "a*b", true)]
    [InlineData("a\\*b", "axb", false)]
    [InlineData("a.b", "axb", false)]
    [InlineData("a+b(c)|d$", "a+b(c)|d$", true)]
    [InlineData("a{1}", "a{1}", true)]
    [InlineData("\uFEFFfoo", "foo", true)]
    [InlineData("", "foo", false)]
    [InlineData(".", "foo", false)]
    [InlineData("/", "foo", false)]
    public void Ignores_LineAsDockerReadsIt_SameAnswer(string lines, string path, bool ignored) =>
        Assert.Equal(ignored, DockerIgnore.Parse(lines).Ignores(path.TrimEnd('/')));

    [Theory]
    [InlineData("good\n!")]
    [InlineData("good\n[a")]
    [InlineData("good\n[]")]
    [InlineData("good\nfoo\\")]
    public void Parse_MalformedLine_NamesItsNumber(string lines) =>
        Assert.Contains("line 2", Assert.Throws<StageException>(() => DockerIgnore.Parse(lines)).Message);
}
