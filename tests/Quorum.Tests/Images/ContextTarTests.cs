using System.Formats.Tar;
using Quorum.Images;
using Quorum.Pipeline;

namespace Quorum.Tests.Images;

public sealed class ContextTarTests
{
    private static async Task<byte[]> Archive(string folder)
    {
        using var bytes = new MemoryStream();
        await ContextTar.WriteAsync(BuildContext.Read(folder), bytes, ImageOptions.DefaultTime, TestContext.Current.CancellationToken);
        return bytes.ToArray();
    }

    [Fact]
    public async Task Write_TwoCopiesOfOneContext_SameBytes()
    {
        var longPath = new string('a', 90) + "/" + new string('b', 90) + "/ä-file";
        using var one = TempFolder.Context().Write(longPath, "x").Write("run", "#!/bin/sh\n", executable: true);
        using var two = TempFolder.Context().Write("run", "#!/bin/sh\r\n", executable: true).Write(longPath, "x");

        Assert.Equal(await Archive(one.Path), await Archive(two.Path));
    }

    [Fact]
    public async Task Write_EveryKind_ReadsBackWithNormalModesAndOwner()
    {
        using var folder = TempFolder.Context().Write("run", "#!/bin/sh\n", executable: true).Write("sub/plain", "p");
        Directory.CreateDirectory(folder["empty"]);
        if (!OperatingSystem.IsWindows()) File.CreateSymbolicLink(folder["link"], "sub/plain");

        var found = new Dictionary<string, TarEntry>();
        using var reader = new TarReader(new MemoryStream(await Archive(folder.Path)));
        while (reader.GetNextEntry(copyData: true) is { } entry) found.Add(entry.Name, entry);

        Assert.Equal(0b111_101_101, (int)found["run"].Mode);
        Assert.Equal(0b110_100_100, (int)found["sub/plain"].Mode);
        Assert.Equal(TarEntryType.Directory, found["empty/"].EntryType);
        if (!OperatingSystem.IsWindows()) Assert.Equal("sub/plain", found["link"].LinkName);
        Assert.All(found.Values, entry => Assert.Equal((0, 0, ImageOptions.DefaultTime), (entry.Uid, entry.Gid, entry.ModificationTime)));
    }

    [Fact]
    public async Task Write_IgnoredDockerfile_IsSentForTheEngineAllTheSame()
    {
        using var folder = TempFolder.Context().Write(".dockerignore", "*\n!kept\n").Write("kept", "k").Write("left", "l");

        using var reader = new TarReader(new MemoryStream(await Archive(folder.Path)));
        var names = new List<string>();
        while (reader.GetNextEntry() is { } entry) names.Add(entry.Name);

        Assert.Equal(["Dockerfile", ".dockerignore", "kept"], names);
    }

    [Fact]
    public async Task Write_FileGrewSinceItWasRead_FailsByName()
    {
        using var folder = TempFolder.Context().Write("f", "short");
        var context = BuildContext.Read(folder.Path);
        folder.Write("f", "longer than before");

        var error = await Assert.ThrowsAsync<StageException>(() => ContextTar.WriteAsync(context, Stream.Null, ImageOptions.DefaultTime, TestContext.Current.CancellationToken));

        Assert.StartsWith("f changed", error.Message);
    }

    [Fact]
    public async Task Stream_ReaderStops_WriterEndsToo()
    {
        using var folder = TempFolder.Context().Write("big", new byte[4 << 20]);
        using var stop = new CancellationTokenSource();
        var (body, written) = ContextTar.Stream(BuildContext.Read(folder.Path), ImageOptions.DefaultTime, stop.Token);
        var start = new byte[512];
        await body.ReadExactlyAsync(start, TestContext.Current.CancellationToken);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => written.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }
}
