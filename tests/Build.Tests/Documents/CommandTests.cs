using System.Globalization;
using Build.Tests.BadInput;
using Build.Tests.Runbooks;
using Build.Tests.Workflows;
using Quorum.Provisioning;
using Quorum.Provisioning.Plan;
using Quorum.Rollout;
using Quorum.Settings;

namespace Build.Tests.Documents;

/// <summary>Every command of every document is run against the embedded default, or has a place where it is, or says that it needs an account and is at least whole.</summary>
public sealed class CommandTests
{
    /// <summary>Run here, in this order, on one cluster.</summary>
    private static readonly string[] Walk =
    [
        "./build.sh --help", "./build.sh Deploy --dry-run", "./build.sh Deploy", "./build.sh Plan", "./build.sh Status", "./build.sh Verify", "./build.sh Snapshot",
        "./build.sh Smoke", "./build.sh Smoke --since artifacts/smoke.json", "./build.sh Rehearse --seed 4711", "./build.sh Rehearse --seeds 1000",
        "./build.sh LocalDown", "./build.sh LocalDown --forget",
    ];

    /// <summary>Run elsewhere, or not by a test: where, and why.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new()
    {
        ["./build.ps1 Deploy"] = "BootstrapTests runs build.ps1 as it runs build.sh",
        ["./build.sh Test"] = "what runs this test",
        ["./build.sh Test --test-project Quorum.Tests"] = "part of what runs this test",
        ["./build.sh Rehearse"] = "--seeds 1000 is its default",
        ["./build.sh Rehearse --from-live"] = "LiveScenarioTests in Simulation",
        ["./build.sh Deploy --profile prod"] = "BadDeployTests, on the embedded default",
        ["./build.sh Rehearse --seeds 100000"] = "--seeds 1000 is the same, shorter",
        ["./build.sh Rehearse --replay FILE"] = "Simulation replays the traces of its planted bugs",
        ["./build.sh PinBaseImage"] = "asks a registry on the internet; AccountTests runs it against one of its own",
        ["./build.sh Bench"] = "measures, and compares with programs that a test does not install",
        ["./build.sh Bench --bench-publish"] = "the same, and writes into this page",
        ["./build.sh TestContainers"] = "needs a Docker engine, and half an hour",
        ["./build.sh TestContainers --trials short"] = "needs a Docker engine; ci.yml runs it",
        ["./build.sh TestContainers --trials upgrade-7.17-8.17+drill-zone"] = "needs a Docker engine",
        ["./build.sh Drill --drill-kind node|instance|zone|pause|disk|cut [--drill-slot es-b2]"] = "Conformance, DrillRunTests",
        ["./build.sh Connect"] = "waits for Ctrl+C; LocalProxyTests, and SsmDeployTests in Conformance",
        ["./build.sh Rollback"] = "BadDeployTests, the wrong deploy",
        ["./build.sh RefreshInstances"] = "RefreshInstancesTests in Conformance; it takes another AMI",
        ["./build.sh RestoreDrill"] = "needs documents; the drill's tests restore them",
        ["./build.sh RestoreDrill --drill-index books"] = "needs this index; the drill's tests restore one",
        ["./build.sh RotateSecrets"] = "LossTests, the expired certificate",
        ["./build.sh Plan --profile staging"] = "its section says that it needs an account; read by the test below",
        ["./build.sh Deploy --profile staging"] = "its section says that it needs an account; read by the test below",
    };

    [Fact]
    public async Task Commands_OfTheReadmeAndTheManual_RunOnTheEmbeddedDefault()
    {
        await using var copy = new RepositoryCopy();
        foreach (var command in Walk)
        {
            var arguments = Page.Arguments(command);
            string[] small = arguments[0].StartsWith('-') || arguments[0] == "Rehearse" ? [] : ["--slots-per-zone", "1"];
            var run = arguments[0].StartsWith('-') ? await copy.RunWithAsync(null, arguments) : await copy.RunAsync(arguments[0], [.. arguments[1..], .. small]);
            Assert.True(run.ExitCode == 0, $"{command}\n{run.All}");
        }
    }

    [Fact]
    public void Commands_OfAllPages_HaveTheirTest()
    {
        var rehearsed = RunbookPagesTests.Rehearsed.ToHashSet();
        var pages = Page.All;
        Assert.True(pages.Sum(page => page.Commands.Count) > 20);
        Assert.Empty(pages.Where(page => !rehearsed.Contains(page.Name)).SelectMany(page => page.Commands.Where(command => !Walk.Contains(command) && !Elsewhere.ContainsKey(command) && !page.Marked.Contains(command))
            .Select(command => $"{page.Name}: {command}: neither in the walk, nor elsewhere, nor marked (AWS)")));
    }

    /// <summary>A command that left its page leaves this list too; these three are said in words, or prepare the others.</summary>
    [Fact]
    public void Walk_HasNothingThatNoPageSays()
    {
        var said = Page.All.SelectMany(page => page.Commands).ToHashSet();
        Assert.DoesNotContain(Walk.Concat(Elsewhere.Keys), command => !said.Contains(command) && command is not ("./build.sh Smoke" or "./build.sh Deploy --dry-run" or "./build.ps1 Deploy"));
    }

    /// <summary>What needs an account is read as the build reads it: targets, parameters, profile, and the profile's settings with an account given.</summary>
    [Fact]
    public void Commands_ThatNeedAnAccount_AreWhole()
    {
        var commands = Page.All.SelectMany(page => page.Commands.Where(command => command.Contains("--profile", StringComparison.Ordinal)).Select(command => (page.Name, command))).ToList();
        Assert.NotEmpty(commands);
        var targets = WorkflowTests.Targets();
        foreach (var (page, command) in commands)
        {
            var arguments = Page.Arguments(command);
            Assert.True(targets.Contains(arguments[0]), $"{page}: {command}: no target {arguments[0]}");
            Assert.Empty(ArgumentCheck.Problems(arguments, [.. SettingsReader.All, "DeleteData", "Confirm", "LogsOf"], ["DryRun", "Forget"]));
            var profile = arguments[Array.IndexOf(arguments, "--profile") + 1];
            var settings = Settings(profile, Given);
            Assert.Equal((CloudKind.Aws, profile), (settings.Cloud, settings.Profile));

            string? Given(string name) => Array.FindIndex(arguments, word => word.Replace("-", "", StringComparison.Ordinal).Equals(name, StringComparison.OrdinalIgnoreCase)) is var at and >= 0 ? arguments[at + 1] : null;
        }
    }

    /// <summary>Whoever's run failed finds its stage, and every way in which a roll can end; and the page stays one that is read.</summary>
    [Fact]
    public async Task Readme_OfAFailedRun_NamesEveryStageAndEveryEnd()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(ProcessRun.Repository, "README.md"), TestContext.Current.CancellationToken);
        var rows = page[page.IndexOf("| what failed |", StringComparison.Ordinal)..].Split('\n').TakeWhile(line => line.StartsWith('|')).Skip(2).ToList();
        foreach (var stage in (string[])["ProvisionInfra", "BuildImage", "PushToEcr", "RollService", "SmokeTestCluster"])
        {
            Assert.Contains(stage, WorkflowTests.Targets());
            Assert.Contains(rows, row => row.Split('|')[1].Contains($"`{stage}`", StringComparison.Ordinal));
        }
        foreach (var end in Enum.GetValues<RollEnd>().Where(end => end is not (RollEnd.Running or RollEnd.Completed)))
            Assert.Contains(rows, row => row.Split('|')[1].Replace(" ", "", StringComparison.Ordinal).Contains($"\"{end}\"", StringComparison.OrdinalIgnoreCase));
        Assert.All(rows, row => Assert.NotEmpty(row.Split('|')[3].Trim()));
        Assert.InRange(page.Split('\n').Length, 60, 110);
    }

    /// <summary>The page's costs are those of the plan, rounded: a price or a resource that changes must change them.</summary>
    [Theory]
    [InlineData("staging", "", "| `staging` | 3 zones × 1 slot, m6i.large, 100 GiB each |")]
    [InlineData("staging", "natGateways=one", "| `staging`, one NAT gateway | the same with `--infra-options \"natGateways=one\"` |")]
    [InlineData("prod", "", "| `prod` | 3 zones × 2 slots, m7g.xlarge, 500 GiB each |")]
    public async Task Costs_OfThePage_AreThePlans(string profile, string options, string row)
    {
        var settings = Settings(profile, _ => null);
        var plan = await InfraPlan.MakeAsync(settings, ProvisionOptions.Parse(options), TestContext.Current.CancellationToken);
        var page = await File.ReadAllTextAsync(Path.Combine(ProcessRun.Repository, "docs", "getting-to-aws.md"), TestContext.Current.CancellationToken);
        Assert.Contains($"{row} about {plan.Cost.Month.ToString("0", CultureInfo.InvariantCulture)} USD |", page, StringComparison.Ordinal);
    }

    // As the build reads the profile's file and the one below it.
    private static QuorumSettings Settings(string profile, Func<string, string?> given)
    {
        var files = ParameterFile.Of(ProcessRun.Repository, [profile]).Select(file => System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, string>>(file.Text)!).ToList();
        Assert.Equal(2, files.Count);
        return SettingsReader.Read(ProcessRun.Repository, profile, name => given(name) ?? (name == "DeployAccount" ? "123456789012" : files.Select(file => file.GetValueOrDefault(name)).FirstOrDefault(value => value is not null)));
    }
}
