using System.Diagnostics;

namespace Build.Tests.BadInput;

/// <summary>What the README promises, on the embedded AWS, through the real built program; and what happens when the embedded AWS is lost in between.</summary>
public sealed class MainFlowTests
{
    [Fact]
    public async Task Readme_MainFlow_DoesWhatItSays()
    {
        await using var copy = new RepositoryCopy();
        using var runner = new TemporaryFolder();
        var actions = new Dictionary<string, string?> { ["GITHUB_ACTIONS"] = "true", ["GITHUB_STEP_SUMMARY"] = runner.Write("summary", ""), ["GITHUB_OUTPUT"] = runner.Write("output", "") };

        var first = await copy.RunWithAsync(actions, ["Deploy", "--local-port", $"{copy.Port}", "--local-runtime", "simulated", "--slots-per-zone", "1"]);
        Assert.True(first.ExitCode == 0, first.All);
        foreach (var stage in (string[])["LocalUp", "ProvisionInfra", "BuildImage", "PushToEcr", "RollService", "SmokeTestCluster"])
        {
            Assert.Contains($"::group::{stage}", first.Lines);
            Assert.Contains(stage, await File.ReadAllTextAsync(runner.At("summary")), StringComparison.Ordinal);
            Assert.True(File.Exists(copy.At($"artifacts/{stage}.json")) || Directory.EnumerateFiles(copy.At("artifacts")).Any(file => file.Contains(stage, StringComparison.OrdinalIgnoreCase)), stage);
        }

        var outputs = await File.ReadAllTextAsync(runner.At("output"));
        Assert.Matches(@"digest<<[^\n]+\nsha256:[0-9a-f]{64}\n", outputs);
        Assert.Matches(@"revision<<[^\n]+\nquorum-local-es-a1:1 ", outputs);
        Assert.Matches(@"result<<[^\n]+\nsucceeded\n", outputs);
        Assert.Contains("Smoke test", await File.ReadAllTextAsync(runner.At("summary")), StringComparison.Ordinal);
        Assert.StartsWith("<!DOCTYPE html>", await File.ReadAllTextAsync(copy.At("artifacts/report.html")), StringComparison.OrdinalIgnoreCase);

        // The printed line as a person runs it: with the CA, and the password read where it is used.
        var curl = first.Lines.Single(line => line.Contains("→ curl ", StringComparison.Ordinal)).Split("→ ")[1].Trim();
        Assert.DoesNotMatch("[A-Za-z0-9]{32}", curl);
        if (ProcessRun.OnPath("bash") is { } bash && ProcessRun.OnPath("curl") is not null)
        {
            var asked = await ProcessRun.RunAsync(ProcessRun.Start(bash, copy.Root, ["-c", $"NO_PROXY='*' {curl}"], new Dictionary<string, string?> { ["NO_PROXY"] = "*", ["no_proxy"] = "*" }));
            Assert.True(asked.Output.Contains("green", StringComparison.Ordinal), $"{curl}\n{asked.All}");
        }

        var second = await DeployAsync(copy);
        Assert.True(second.ExitCode == 0, second.All);
        Assert.DoesNotContain(second.Lines, line => line.StartsWith('│') && line.Contains("Changed", StringComparison.Ordinal));

        var status = await copy.RunAsync("Status");
        Assert.True(status.ExitCode == 0 && status.Output.Contains("es-c1", StringComparison.Ordinal) && status.Output.Contains("green", StringComparison.Ordinal), status.All);

        var down = await copy.RunAsync("LocalDown");
        Assert.True(down.ExitCode == 0, down.All);
        BadInputProcessTests.Refused(await copy.RunAsync("Status"), "The embedded AWS does not run");
    }

    [Fact]
    public async Task EmbeddedAws_KilledOrWithDamagedState_IsHealedByARerun()
    {
        await using var copy = new RepositoryCopy();
        var first = await DeployAsync(copy);
        Assert.True(first.ExitCode == 0, first.All);

        await KillAsync(copy);
        var again = await DeployAsync(copy);
        Assert.True(again.ExitCode == 0, again.All);
        Assert.Contains(again.Lines, line => line.Contains("RollService", StringComparison.Ordinal) && line.Contains("Unchanged", StringComparison.Ordinal));

        await KillAsync(copy);
        var file = Path.Combine(copy.LocalFolder, "state", "journal");
        // the first line's hash
        await File.WriteAllTextAsync(file, "x" + (await File.ReadAllTextAsync(file))[1..]);
        BadInputProcessTests.Refused(await copy.RunAsync("LocalUp"), "state/journal is damaged");
        Assert.Equal(0, (await copy.RunAsync("LocalUp")).ExitCode);
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(copy.LocalFolder, "state"), "journal.damaged-*"));
    }

    [Fact]
    public async Task EmbeddedAws_OfAnotherCheckout_IsNeverLookedAtOrRolledBack()
    {
        await using var other = new RepositoryCopy();
        Assert.Equal(0, (await other.RunAsync("LocalUp")).ExitCode);
        await using var copy = new RepositoryCopy();
        foreach (var target in (string[])["Status", "Smoke", "Rollback", "Deploy", "LocalDown"])
            BadInputProcessTests.Refused(await copy.RunWithAsync(null, [target, "--local-port", $"{other.Port}"]), "taken by the embedded AWS of another checkout or profile");
        Assert.NotNull(other.CloudPid);
    }

    private static Task<ProcessResult> DeployAsync(RepositoryCopy copy) => copy.RunAsync("Deploy", "--slots-per-zone", "1");

    private static async Task KillAsync(RepositoryCopy copy)
    {
        using var process = Process.GetProcessById(copy.CloudPid!.Value);
        process.Kill();
        await process.WaitForExitAsync();
    }
}
