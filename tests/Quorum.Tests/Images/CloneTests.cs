using System.Diagnostics;
using Quorum.Images;

namespace Quorum.Tests.Images;

public sealed class CloneTests
{
    private static async Task Git(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-C", folder, "-c", "user.name=t", "-c", "user.email=t@t.invalid", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["GIT_CONFIG_GLOBAL"] = start.Environment["GIT_CONFIG_SYSTEM"] = "/dev/null";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
    }

    private static string Tag(string folder) => ContentTag.Compute(BuildContext.Read(folder), new Dictionary<string, string>(), null, "linux/amd64");

    [Theory]
    [InlineData("core.autocrlf=true")]
    [InlineData("core.eol=crlf")]
    [InlineData("core.sharedRepository=0600")]
    public async Task Compute_CloneWithOtherSettings_SameTag(string setting)
    {
        using var one = new TempFolder();
        using var two = new TempFolder();
        foreach (var file in Directory.EnumerateFiles(Repository.ImageFolder, "*", SearchOption.AllDirectories))
            one.Write(Path.GetRelativePath(Repository.ImageFolder, file), await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken), TempFolder.Mode(file).HasFlag(UnixFileMode.UserExecute));
        await Git(one.Path, "init", "-q");
        await Git(one.Path, "add", "-A");
        await Git(one.Path, "commit", "-qm", "image");

        await Git(two.Path, "-c", setting, "clone", "-q", one.Path, two["clone"]);

        Assert.Equal(Tag(Repository.ImageFolder), Tag(two["clone"]));
        Assert.Equal(setting == "core.autocrlf=true", File.ReadAllText(two["clone/Dockerfile"]).Contains('\r'));
    }
}
