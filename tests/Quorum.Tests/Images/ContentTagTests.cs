using CsCheck;
using Quorum.Images;

namespace Quorum.Tests.Images;

public sealed class ContentTagTests
{
    private static readonly Dictionary<string, string> Arguments = new() { ["BASE_IMAGE"] = "b:1", ["ELASTICSEARCH_VERSION"] = "8.17.2" };

    private static string Tag(TempFolder folder) => ContentTag.Compute(BuildContext.Read(folder.Path), Arguments, null, "linux/amd64");

    private sealed record Made(string Path, string Text, bool Executable);

    private static readonly Gen<string> Segment = Gen.String[Gen.Char["abcxyz019-_ .äß"], 1, 12].Select(text => "n" + text.Trim(' ', '.') + "n");

    private static readonly Gen<Made[]> Trees = Gen.Select(Segment, Segment, Segment, Gen.String[Gen.Char["ab\n\t#é"], 0, 40], Gen.Bool, Gen.Int[1, 3])
        .Select((a, b, c, text, executable, depth) => new Made(string.Join('/', new[] { "d" + a, "d" + b, "f" + c }[(3 - depth)..]), text, executable))
        .Array[0, 12]
        .Select(made => made.DistinctBy(file => file.Path).ToArray());

    private static TempFolder Build(IEnumerable<Made> files)
    {
        var folder = TempFolder.Context();
        foreach (var file in files) folder.Write(file.Path, file.Text, file.Executable);
        return folder;
    }

    [Fact]
    public void Compute_ContextBuiltAgainInAnotherOrder_SameTag() =>
        Trees.Sample(
            files =>
            {
                using var one = Build(files);
                using var two = Build(files.Reverse());
                foreach (var file in Directory.EnumerateFiles(two.Path, "*", SearchOption.AllDirectories))
                {
                    File.SetLastWriteTimeUtc(file, new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
                    // Another umask: the group's and others' bits differ, the owner's execute bit stays.
                    if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, File.GetUnixFileMode(file) & (UnixFileMode)0b111_000_000);
                }

                Assert.Equal(Tag(one), Tag(two));
            },
            iter: 60);

    [Fact]
    public void Compute_OneThingChanged_AnotherTag() =>
        Gen.Select(Trees.Where(files => files.Length > 0), Gen.Int[0, 1000], Gen.Int[0, 3]).Sample(
            (files, pick, kind) =>
            {
                var at = pick % files.Length;
                var changed = files.ToArray();
                changed[at] = kind switch
                {
                    0 => changed[at] with { Text = changed[at].Text + "x" },
                    1 => changed[at] with { Path = changed[at].Path + "x" },
                    2 when !OperatingSystem.IsWindows() => changed[at] with { Executable = !changed[at].Executable },
                    _ => new("another", "file", false),
                };
                using var one = Build(files);
                using var two = Build(changed.Concat(kind == 3 ? [files[at]] : []).DistinctBy(file => file.Path));
                Assert.NotEqual(Tag(one), Tag(two));
            },
            iter: 60);

    [Fact]
    public void Compute_OtherArgumentsBaseOrPlatform_EachAnotherTag()
    {
        using var folder = TempFolder.Context();
        var context = BuildContext.Read(folder.Path);
        string[] tags =
        [
            ContentTag.Compute(context, Arguments, null, "linux/amd64"),
            ContentTag.Compute(context, Arguments, null, "linux/arm64"),
            ContentTag.Compute(context, Arguments, null, "linux/amd64", EngineKind.Embedded),
            ContentTag.Compute(context, Arguments, "sha256:" + new string('a', 64), "linux/amd64"),
            ContentTag.Compute(context, new Dictionary<string, string>(Arguments) { ["BASE_IMAGE"] = "b:2" }, null, "linux/amd64"),
            ContentTag.Compute(context, new Dictionary<string, string>(Arguments) { ["X"] = "" }, null, "linux/amd64"),
        ];

        Assert.Distinct(tags);
        Assert.All(tags, tag => Assert.Matches("^quorum-[0-9a-f]{64}$", tag));
    }

    [Fact]
    public void Compute_LineEndingsOfAWindowsClone_SameTagAndSentAsLf()
    {
        using var unix = TempFolder.Context().Write("a.sh", "#!/bin/sh\necho\n", executable: true);
        using var windows = TempFolder.Context().Write("a.sh", "#!/bin/sh\r\necho\r\n", executable: true);
        windows.Write("Dockerfile", "ARG BASE_IMAGE\r\nFROM ${BASE_IMAGE}\r\nUSER 1000:0\r\n");

        Assert.Equal(Tag(unix), Tag(windows));
    }

    [Fact]
    public void Compute_CarriageReturnsInABinary_AreContent()
    {
        using var one = TempFolder.Context().Write("b", [0, (byte)'\r', (byte)'\n']);
        using var two = TempFolder.Context().Write("b", [0, (byte)'\n']);

        Assert.NotEqual(Tag(one), Tag(two));
    }

    [Fact]
    public void Compute_IgnoredFileChanges_SameTag()
    {
        using var folder = TempFolder.Context().Write(".dockerignore", "notes\n").Write("notes/a", "1").Write("kept", "k");
        var before = Tag(folder);

        folder.Write("notes/a", "2").Write("notes/b", "3");

        Assert.Equal(before, Tag(folder));
    }

    [Fact]
    public void Compute_EmptyFolder_IsContent()
    {
        using var folder = TempFolder.Context();
        var before = Tag(folder);

        Directory.CreateDirectory(folder["empty"]);

        Assert.NotEqual(before, Tag(folder));
    }

    [Fact]
    public void Compute_SymbolicLink_ItsTargetCountsAndIsNotFollowed()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("symbolic links need a privilege on Windows");
        using var folder = TempFolder.Context().Write("a", "same").Write("b", "same");
        File.CreateSymbolicLink(folder["link"], "a");
        Directory.CreateSymbolicLink(folder["loop"], ".");
        var before = Tag(folder);

        File.Delete(folder["link"]);
        File.CreateSymbolicLink(folder["link"], "b");

        Assert.NotEqual(before, Tag(folder));
        Assert.DoesNotContain(BuildContext.Read(folder.Path).Entries, entry => entry.Path.StartsWith("loop/", StringComparison.Ordinal));
    }

    [Fact]
    public void Compute_TenThousandFilesAndLongPaths_IsStable()
    {
        var deep = string.Join('/', Enumerable.Range(0, 15).Select(level => $"folder-with-a-long-name-{level:00}"));
        using var folder = TempFolder.Context().Write($"{deep}/leaf", "x");
        for (var file = 0; file < 10_000; file++) File.WriteAllText(folder[$"f{file}"], file.ToString());

        var context = BuildContext.Read(folder.Path);

        Assert.Equal(10_000 + 2 + 15, context.Entries.Count);
        Assert.Contains(context.Entries, entry => entry.Path == $"{deep}/leaf" && entry.Path.Length > 300);
        Assert.Equal(Tag(folder), Tag(folder));
    }

    [Fact]
    public void Compute_ThisRepositorysImage_StaysUntilAnInputChanges()
    {
        var context = BuildContext.Read(Repository.ImageFolder);

        Assert.Equal(["config", "config/elasticsearch.yml", "config/jvm.options.d", "config/jvm.options.d/quorum.options", "quorum-entrypoint.sh"], context.Entries.Select(entry => entry.Path));
        Assert.Equal(["Dockerfile", ".dockerignore"], context.ControlFiles.Select(entry => entry.Path));
    }
}
