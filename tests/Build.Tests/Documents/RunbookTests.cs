using System.Diagnostics;
using Build.Tests.BadInput;

namespace Build.Tests.Documents;

/// <summary>A cluster on the embedded AWS for the bad days of one class, one after the other; each leaves it well.</summary>
public sealed class Ward : IAsyncLifetime
{
    internal RepositoryCopy Copy { get; } = new();

    internal string Configuration => Copy.At("images/elasticsearch/config/elasticsearch.yml");

    public async ValueTask InitializeAsync()
    {
        var deploy = await Copy.RunAsync("Deploy", "--slots-per-zone", "1");
        Assert.True(deploy.ExitCode == 0, deploy.All);
    }

    public ValueTask DisposeAsync() => Copy.DisposeAsync();
}

/// <summary>Each bad day is made on the embedded AWS, the page's commands are run as they are written (but for the profile), and the cluster is well afterwards.</summary>
public sealed class RunbookTests(Ward ward) : IClassFixture<Ward>
{
    // The days share one cluster, in any order: each sets the one setting anew, since Elasticsearch refuses it twice.
    private async Task ConfigureAsync(string recovery, string? from = null)
    {
        const string name = "indices.recovery.max_bytes_per_sec:";
        var lines = (from ?? await File.ReadAllTextAsync(ward.Configuration)).Split('\n').Where(line => !line.StartsWith(name, StringComparison.Ordinal));
        await File.WriteAllTextAsync(ward.Configuration, $"{string.Join('\n', lines).TrimEnd()}\n{name} {recovery}\n");
    }

    private const string Folder = "docs/runbooks/";

    /// <summary>Pages whose commands run here.</summary>
    internal static readonly string[] Rehearsed =
        [.. new[] { "disk-full.md", "expired-certificate.md", "lost-state.md", "runner-died.md", "slot-will-not-start.md", "stuck-roll.md", "wrong-deploy.md", "zone-lost.md" }.Select(name => Folder + name)];

    [Fact]
    public void Pages_AllOfThem_AreRehearsedOrSayWhere()
    {
        // Not made here: a version that cannot start (the rehearsal and Conformance have it), and a red cluster, which needs an index without replicas. Their commands are run on other days.
        string[] elsewhere = ["class-b-failure.md", "red.md"];
        var pages = Page.All.Select(page => page.Name).Where(name => name.StartsWith(Folder, StringComparison.Ordinal) && !name.EndsWith("README.md", StringComparison.Ordinal)).ToList();
        Assert.Equal(10, pages.Count);
        Assert.Equal(pages.Order(StringComparer.Ordinal), Rehearsed.Concat(elsewhere.Select(name => Folder + name)).Order(StringComparer.Ordinal));
    }

    [Fact(Explicit = true)]
    public async Task ZoneLost_IsSeenAndIsWellAgain()
    {
        var page = new Page(Folder + "zone-lost.md");
        await StrikeAsync("es-b1", "cut");
        await UntilAsync(page.Take("./build.sh Status --profile prod"), run => IsOut(run, "es-b1"));
        await StrikeAsync("es-b1", "heal");
        await UntilAsync(page.Take("./build.sh Smoke --profile prod"), run => run.ExitCode == 0);
        Assert.Empty(page.NotRun);
    }

    [Fact(Explicit = true)]
    public async Task SlotThatWillNotStart_IsNamedAndMendedByTheNextRun()
    {
        var page = new Page(Folder + "slot-will-not-start.md");
        var deploy = page.Take("./build.sh Deploy --profile prod");
        var good = await File.ReadAllTextAsync(ward.Configuration);
        await File.AppendAllTextAsync(ward.Configuration, "\nno.such.setting: true\n");
        var refused = await RunAsync(deploy);
        BadInputProcessTests.Refused(refused, "no.such.setting");
        Assert.Contains("rolled back", refused.Output, StringComparison.Ordinal);

        await ConfigureAsync("51mb", good);
        await WellAsync(deploy);
        Assert.Empty(page.NotRun);
    }

    [Fact(Explicit = true)]
    public async Task WrongDeploy_IsRolledBackToWhatRanBefore()
    {
        var page = new Page(Folder + "wrong-deploy.md");
        var good = await File.ReadAllTextAsync(ward.Configuration);
        await ConfigureAsync("52mb");
        await WellAsync(["Deploy"]);
        var status = page.Take("./build.sh Status --profile prod");
        var wrong = Digests(await RunAsync(status));

        var back = await RunAsync(page.Take("./build.sh Rollback --profile prod"));

        Assert.True(back.ExitCode == 0, back.All);
        var now = Digests(await RunAsync(status));
        Assert.NotEmpty(wrong);
        Assert.Empty(wrong.Intersect(now));
        await File.WriteAllTextAsync(ward.Configuration, good);
        await WellAsync(["Deploy"]);
        Assert.Empty(page.NotRun);
    }

    [Fact(Explicit = true)]
    public async Task RunnerThatDied_IsGoneOnFromByRunningAgain()
    {
        var page = new Page(Folder + "runner-died.md");
        var deploy = page.Take("./build.sh Deploy --profile prod");
        await ConfigureAsync("53mb");
        var died = await ward.Copy.RunUntilAsync("stop", pid =>
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }, [.. Local(deploy)]);
        Assert.NotEqual(0, died.ExitCode);
        await WellAsync(deploy);
        Assert.Empty(page.NotRun);
    }

    [Fact(Explicit = true)]
    public async Task StuckRoll_NamesWhatHoldsItEndsByCtrlCAndGoesOn()
    {
        Assert.SkipWhen(ProcessRun.OnPath("kill") == null, "kill is not on PATH.");
        var page = new Page(Folder + "stuck-roll.md");
        var deploy = page.Take("./build.sh Deploy --profile prod");
        await ConfigureAsync("54mb");
        await StrikeAsync("es-c1", "cut");
        await UntilAsync(["Status"], run => IsOut(run, "es-c1"));
        var plan = await RunAsync(["Plan"]);
        Assert.Contains("blocked now by", plan.Output, StringComparison.Ordinal);
        Assert.Contains("es-c1", plan.Output, StringComparison.Ordinal);

        var stopped = await ward.Copy.RunUntilAsync("users: ", pid =>
        {
            using var kill = Process.Start("kill", ["-INT", $"{pid}"]);
            kill.WaitForExit();
        }, [.. Local(deploy)]);

        Assert.NotEqual(0, stopped.ExitCode);
        Assert.Contains("Interrupted", stopped.Error, StringComparison.Ordinal);
        Assert.Matches("run (it|the same command) again", stopped.Output + stopped.Error);
        await StrikeAsync("es-c1", "heal");
        await WellAsync(deploy);
        Assert.Empty(page.NotRun);
    }

    [Fact(Explicit = true)]
    public async Task DiskFull_FailsItsCheckAndALargerVolumeIsPlannedAndDeployed()
    {
        var page = new Page(Folder + "disk-full.md");
        await StrikeAsync("es-a1", "fill");
        await UntilAsync(["Smoke"], run => run.ExitCode != 0 && (run.Output + run.Error).Contains("disk-below-low-watermark", StringComparison.Ordinal));
        var plan = await RunAsync(page.Take("./build.sh Plan --profile prod --volume-size 1000"));
        Assert.True(plan.ExitCode == 0, plan.All);
        Assert.Contains("to change", plan.Output, StringComparison.Ordinal);
        await StrikeAsync("es-a1", "free");
        await WellAsync(page.Take("./build.sh Deploy --profile prod --volume-size 1000"));
        Assert.Empty(page.NotRun);
    }

    [Fact(Explicit = true)]
    public async Task ExpiringCertificate_IsReplacedByARotation()
    {
        var page = new Page(Folder + "expired-certificate.md");
        var rotated = await RunAsync(page.Take("./build.sh RotateSecrets --profile prod"));
        Assert.True(rotated.ExitCode == 0, rotated.All);
        Assert.Contains("new certificates", rotated.Output, StringComparison.Ordinal);
        var smoke = await RunAsync(page.Take("./build.sh Smoke --profile prod"));
        Assert.True(smoke.ExitCode == 0, smoke.All);
        Assert.Empty(page.NotRun);
    }

    [Fact(Explicit = true)]
    public async Task LostState_OfTheEmbeddedAws_BeginsAnewByTheSameCommand()
    {
        // A cluster of its own: this one is given up at the end.
        var page = new Page(Folder + "lost-state.md");
        await using var copy = new RepositoryCopy();
        Assert.Equal(0, (await copy.RunAsync("LocalUp")).ExitCode);
        using (var process = Process.GetProcessById(copy.CloudPid!.Value))
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        await File.WriteAllTextAsync(Path.Combine(copy.LocalFolder, "state", "journal"), "{");
        BadInputProcessTests.Refused(await copy.RunAsync("LocalUp"), "state/journal is damaged");
        Assert.Equal(0, (await copy.RunAsync("LocalUp")).ExitCode);
        var arguments = page.Take("./build.sh LocalDown --forget");
        Assert.Equal(0, (await copy.RunAsync(arguments[0], arguments[1..])).ExitCode);
        Assert.False(Directory.Exists(copy.LocalFolder));
        Assert.Empty(page.NotRun);
    }

    private static IEnumerable<string> Local(string[] arguments) => [arguments[0], .. arguments[1..], .. arguments[0] is "Status" or "Smoke" or "Rollback" or "RotateSecrets" ? Array.Empty<string>() : ["--slots-per-zone", "1"]];

    private Task<ProcessResult> RunAsync(string[] arguments)
    {
        var all = Local(arguments).ToArray();
        return ward.Copy.RunAsync(all[0], all[1..]);
    }

    private async Task WellAsync(string[] arguments)
    {
        var run = await RunAsync(arguments);
        Assert.True(run.ExitCode == 0, run.All);
        var smoke = await RunAsync(["Smoke"]);
        Assert.True(smoke.ExitCode == 0, smoke.All);
    }

    // Until the models have come round to it; each look is a run of the command.
    private async Task UntilAsync(string[] arguments, Func<ProcessResult, bool> holds)
    {
        const int looks = 60;
        for (var look = 1; ; look++)
        {
            var run = await RunAsync(arguments);
            if (holds(run)) return;
            Assert.True(look < looks, run.All);
        }
    }

    private async Task StrikeAsync(string slot, string fault)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var answer = await http.PostAsync($"http://127.0.0.1:{ward.Copy.Port}/_quorum/nodes/{slot}/{fault}", null);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    // Its task runs, its node is not a member: the slot's line says neither "in" nor "master".
    private static bool IsOut(ProcessResult status, string slot) =>
        status.ExitCode == 0 && status.Lines.Any(line => line.Contains($"│ {slot} │", StringComparison.Ordinal) && !line.Contains("│ in ", StringComparison.Ordinal) && !line.Contains("│ master ", StringComparison.Ordinal));

    private static HashSet<string> Digests(ProcessResult status) => [.. System.Text.RegularExpressions.Regex.Matches(status.Output, "sha256:[0-9a-f]{6,}").Select(match => match.Value)];
}
