using Build.Tests.BadInput;

namespace Build.Tests.Documents;

/// <summary>PinAmi through the real built program, on the embedded AWS.</summary>
public sealed class PinAmiTests
{
    private const string Intel = "ami-0a000000000000086", Arm = "ami-0a000000000000064", File = ".nuke/parameters.json";

    [Fact]
    public async Task PinAmi_OnTheLocalProfile_WritesOnceAndTheInfrastructureFollows()
    {
        await using var copy = new RepositoryCopy();
        var before = await TextAsync(copy);

        var down = await copy.RunAsync("PinAmi", "--dry-run");
        Assert.True(down.ExitCode == 0, down.All);
        Assert.Contains("the embedded AWS does not run", down.Output, StringComparison.Ordinal);
        Assert.Null(copy.CloudPid);

        Assert.Equal(0, (await copy.RunAsync("ProvisionInfra")).ExitCode);
        // One line more, behind the last one, which gets a comma.
        var first = await copy.RunAsync("PinAmi");
        Assert.True(first.ExitCode == 0, first.All);
        Assert.Contains($"wrote {Intel} instead of none into {File}; also read by prod, staging (no InfraOptions there)", first.Output, StringComparison.Ordinal);
        Assert.Equal(before.Replace("\n}", $",\n  \"InfraOptions\": \"amiId={Intel}\"\n}}", StringComparison.Ordinal), await TextAsync(copy));
        var outcome = await System.IO.File.ReadAllTextAsync(copy.At("artifacts/PinAmi.json"));
        foreach (var fact in (string[])[Intel, "none", "us-east-1", File]) Assert.Contains(fact, outcome, StringComparison.Ordinal);

        var again = await copy.RunAsync("PinAmi");
        Assert.True(again.ExitCode == 0, again.All);
        Assert.Contains($"{Intel} is pinned and recommended", again.Output, StringComparison.Ordinal);

        // The slots' launch templates get it; nothing is replaced.
        var plan = await copy.RunAsync("ProvisionInfra", "--dry-run");
        Assert.Matches(@"would update \d+ of the resources", plan.Output);
        var provision = await copy.RunAsync("ProvisionInfra");
        Assert.True(provision.ExitCode == 0, provision.All);
        Assert.Contains("nothing to change", (await copy.RunAsync("ProvisionInfra", "--dry-run")).Output, StringComparison.Ordinal);

        // Another architecture has another image.
        var arm = await copy.RunAsync("PinAmi", "--slot-instance-type", "m7g.large", "--image-platform", "linux/arm64");
        Assert.True(arm.ExitCode == 0, arm.All);
        Assert.Contains($"\"InfraOptions\": \"amiId={Arm}\"\n", await TextAsync(copy), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PinAmi_AFileThatMayNotBeWritten_IsRefusedAndLeftAsItIs()
    {
        await using var copy = new RepositoryCopy();
        var before = await TextAsync(copy);
        new FileInfo(copy.At(File)).IsReadOnly = true;

        BadInputProcessTests.Refused(await copy.RunAsync("PinAmi"), $"{File} cannot be written: it is read-only");

        Assert.Equal(before, await TextAsync(copy));
        new FileInfo(copy.At(File)).IsReadOnly = false;
    }

    private static Task<string> TextAsync(RepositoryCopy copy) => System.IO.File.ReadAllTextAsync(copy.At(File));
}
