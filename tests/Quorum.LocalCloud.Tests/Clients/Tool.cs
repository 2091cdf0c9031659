using System.Diagnostics;
using Quorum.LocalCloud.Tests.Host;

namespace Quorum.LocalCloud.Tests.Clients;

/// <summary>Clients that other people wrote, run as processes against the embedded AWS.</summary>
internal static class Tool
{
    /// <summary>Skips the test, saying why, when a program is not on this machine.</summary>
    public static void Needs(string file, params string[] probe)
    {
        try
        {
            using var process = Start(file, probe, null);
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.SkipUnless(process.ExitCode == 0, $"{file} {string.Join(' ', probe)} does not work on this machine");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"{file} is not on this machine");
        }
    }

    public static async Task<(int Code, string Output)> RunAsync(TestCloud cloud, string file, params string[] arguments)
    {
        using var process = Start(file, arguments, cloud);
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }

    private static Process Start(string file, string[] arguments, TestCloud? cloud)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["AWS_ACCESS_KEY_ID"] = "local";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "local";
        start.Environment["AWS_DEFAULT_REGION"] = Graphs.Region;
        start.Environment["AWS_MAX_ATTEMPTS"] = "1";
        start.Environment["AWS_PAGER"] = "";
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        if (cloud is not null) start.Environment["AWS_ENDPOINT_URL"] = cloud.Url;
        return Process.Start(start)!;
    }
}
