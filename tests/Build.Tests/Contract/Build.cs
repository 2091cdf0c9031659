using System.ComponentModel;
using System.Diagnostics;
using Nuke.Common;
using Nuke.Common.CI.GitHubActions;
using Nuke.Common.IO;
using Nuke.Common.Tooling;
using Nuke.Common.Utilities.Collections;
using Serilog;

/// <summary>A build that uses each part of the engine's contract once; tests run it as a process.</summary>
[GitHubActions("contract", GitHubActionsImage.UbuntuLatest, AutoGenerate = false)]
internal sealed partial class Build : LayeredBuild, IPack, IPublish, ISingle, ISwitches
{
    [Parameter("How often to retry")] readonly int RetryCount = 3;

    [Parameter("Where to deploy. A sentence that is long enough to be wrapped onto a second line of the help text.")]
    readonly string? DeployEnvironment;

    [Parameter("Only tell what would happen.")] readonly bool DryRun;

    [Parameter("Flavour of the build")] readonly Flavour Flavour = Flavour.Plain;

    [Parameter(Separator = "+")] readonly string[] Regions = [];

    [Parameter] readonly AbsolutePath? OutputFolder;

    [Parameter] readonly int? Timeout;

    [Parameter] readonly Verb Verb;

    [Parameter(List = false)] readonly string? Hidden;

    [Parameter("Address of the API")] readonly string? GitHubApiUrl;

    public static int Main() => Execute<Build>(x => x.Default);

    Target Clean => _ => _
        .Description("Deletes outputs")
        .Before<IPack>(x => x.Restore)
        .Executes(() => Log.Information("cleaning"));

    Target Default => _ => _
        .Description("What runs when nothing is named.")
        .DependsOn<IPack>(x => x.Pack)
        .Executes(() => Log.Information("default with {RetryCount} retries", RetryCount));

    // Hides the component's target and builds on it.
    public Target Publish => _ => _
        .Inherit<IPublish>(x => x.Publish)
        .Description("Publishes, from the class.")
        .Executes(() => Log.Information("publish in class"));

    Target ShowParams => _ => _
        .Executes(() =>
        {
            Show(nameof(RetryCount), RetryCount);
            Show(nameof(DeployEnvironment), DeployEnvironment);
            Show(nameof(DryRun), DryRun);
            Show(nameof(Flavour), Flavour);
            Show(nameof(Regions), string.Join('|', Regions));
            Show(nameof(OutputFolder), OutputFolder);
            Show(nameof(Timeout), Timeout);
            Show(nameof(Verb), Verb);
            Show(nameof(GitHubApiUrl), GitHubApiUrl);
            Show("Channel", ((IPublish)this).PackChannel);
            Show("Profiles", string.Join('|', LoadedLocalProfiles));
            Show("Server", IsServerBuild);
        });

    Target NeedsMember => _ => _
        .Requires(() => DeployEnvironment)
        .Requires(() => Timeout)
        .Executes(() => Log.Information("has {Environment}", DeployEnvironment));

    Target NeedsCondition => _ => _
        .Requires(() => DeployEnvironment == "prod")
        .Executes(() => Log.Information("is prod"));

    Target Base1 => _ => _
        .Unlisted()
        .Executes(() => Log.Information("base 1"));

    Target SkippedStatically => _ => _
        .DependsOn(Base1)
        .OnlyWhenStatic(() => DryRun)
        .Executes(() => Log.Information("static"));

    Target SkippedButDependenciesRun => _ => _
        .DependsOn(Base1)
        .OnlyWhenStatic(() => DryRun)
        .WhenSkipped(DependencyBehavior.Execute)
        .Executes(() => Log.Information("static"));

    Target SkippedDynamically => _ => _
        .DependsOn(Base1)
        .OnlyWhenDynamic(() => DryRun)
        .Executes(() => Log.Information("dynamic"));

    Target AfterSkipped => _ => _
        .DependsOn(SkippedStatically)
        .Executes(() => Log.Information("after skipped"));

    Target Reports => _ => _
        .Executes(() =>
        {
            ReportSummary(x => x.AddPair("Lost", 1));
            ReportSummary(x => x.AddPair("Passed", 12).AddPair("Skipped", "1"));
            Log.Warning("one {Thing} is slow", "test");
        });

    Target Fails => _ => _
        .Executes(() => throw new InvalidOperationException("it broke\nsecond line"));

    Target FailsAsync => _ => _
        .Executes(async () =>
        {
            await Task.Yield();
            throw new InvalidOperationException("it broke later");
        });

    Target AfterFails => _ => _
        .DependsOn(Fails)
        .Executes(() => Log.Information("never"));

    Target CleanUp => _ => _
        .After(AfterFails, Fails, FailsSoftly, Sleeps)
        .AssuredAfterFailure()
        .Executes(() => Log.Information("cleaned up"));

    Target FailsSoftly => _ => _
        .ProceedAfterFailure()
        .Executes(() => throw new InvalidOperationException("soft"));

    Target AfterSoft => _ => _
        .After(FailsSoftly)
        .Executes(() => Log.Information("after soft"));

    Target Triggering => _ => _
        .Triggers(Triggered)
        .Executes(() => Log.Information("triggering"));

    Target Triggered => _ => _
        .Executes(() => Log.Information("triggered"));

    Target SetsExitCode => _ => _
        .Executes(() => ExitCode = 42);

    Target Collective => _ => _
        .DependsOn(Triggered);

    Target Asks => _ => _
        .Executes(() => Log.Information("invoked: {Invoked}", InvokedTargets.Contains(Asks)));

    Target RunsTool => _ => _
        .Executes(() =>
        {
            var secret = "s3cret";
            var word = "two words";
            ProcessTasks.StartProcess("/bin/echo", $"hello {word} {secret:r}").AssertZeroExitCode();
        });

    // Far longer than any test waits: a test ends it by a signal.
    Target Sleeps => _ => _
        .Executes(() =>
        {
            Log.Information("sleeping in {Process}", Environment.ProcessId);
            Thread.Sleep(System.Threading.Timeout.Infinite);
        });

    protected override void OnBuildCreated() => Hook("created");

    protected override void OnBuildInitialized() => Hook("initialized with " + ExecutionPlan.Count);

    protected override void OnBuildFinished() => Hook($"finished with {ExitCode?.ToString() ?? "null"}");

    protected override void OnTargetRunning(string target) => Hook("running " + target);

    protected override void OnTargetSkipped(string target) => Hook("skipped " + target);

    protected override void OnTargetSucceeded(string target) => Hook("succeeded " + target);

    protected override void OnTargetFailed(string target) => Hook("failed " + target);

    private static void Hook(string text)
    {
        if (Environment.GetEnvironmentVariable("SHOW_HOOKS") != null)
            Console.WriteLine("hook: " + text);
    }

    private static void Show(string name, object? value) => Console.WriteLine($"{name}={value ?? "null"}");
}

internal enum Verb
{
    Start,
    Stop,
}

[TypeConverter(typeof(TypeConverter<Flavour>))]
internal sealed class Flavour : Enumeration
{
    public static Flavour Plain = new() { Value = "plain flavour" };
    public static Flavour Sweet = new() { Value = "sweet flavour" };
}
