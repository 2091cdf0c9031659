using Quorum.Local;
using Quorum.Provisioning;
using Quorum.Rollout;
using Quorum.Settings;

namespace Quorum.Pipeline;

/// <summary>The stages in the order they feed each other, for whatever runner calls them. Holds what one stage hands to the next.</summary>
public sealed partial class DeployPipeline(QuorumSettings settings, IClock clock) : IDisposable
{
    private readonly LocalCloudProcess _local = new(settings, clock);

    /// <summary>As given; on the embedded AWS with what it found there (<see cref="LocalUpAsync"/>).</summary>
    public QuorumSettings Settings { get; private set; } = settings;

    private AwsClients Aws { get; } = new(settings);

    /// <summary>Checks what only the stages know how to read (infrastructure options, rule names), before the first of them runs.</summary>
    /// <exception cref="InputException">At least one value is wrong; all problems at once.</exception>
    public void Validate()
    {
        var problems = new List<InputProblem>();
        Collect(() => InfraSettings.From(Settings, ProvisionOptions.Parse(Settings.InfraOptions)));
        Collect(() => RollPolicies.For(Settings));
        problems.AddRange(Settings.AllowVersions.Except(Images.KnownVersions.Default.Names).Select(name => new InputProblem("AllowVersions", name, $"names of known problems: {string.Join(", ", Images.KnownVersions.Default.Names)}")));
        if (problems.Count > 0) throw new InputException(problems);

        void Collect(Action check)
        {
            try
            {
                check();
            }
            catch (InputException wrong)
            {
                problems.AddRange(wrong.Problems);
            }
        }
    }

    /// <summary>What later steps of a workflow want to know: <c>digest</c>, <c>revision</c>; only what this run learnt.</summary>
    public IEnumerable<(string Name, string Value)> Outputs
    {
        get
        {
            if (_pushed is not null) yield return ("digest", _pushed.Digest);
            if (RollReport is { Slots.Count: > 0 } report) yield return ("revision", string.Join(' ', report.Slots.Select(slot => slot.Revision)));
        }
    }

    public void Dispose()
    {
        Aws.Dispose();
        ForgetLogins();
    }

    public async Task<StageOutcome> LocalUpAsync(IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        progress.Report(new("embedded AWS", "starting", Detail: Settings.LocalEndpoint));
        var (health, started) = await _local.EnsureStartedAsync(LocalCloudProgram, cancellation);
        if (Settings.LocalRuntime != "auto" && health.Runtime != Settings.LocalRuntime)
            throw new StageException($"LocalRuntime = {Settings.LocalRuntime}, but the embedded AWS that is running has {health.RuntimeReason}.", "./build.sh LocalDown --forget, then run again: a cluster does not move between runtimes");
        if (health is { Runtime: "containers", BaseImage: "" })
            throw new StageException($"The Docker engine has neither {string.Join(" nor ", Settings.BaseImages)}.", $"docker pull {Settings.BaseImage}, or run with --local-runtime simulated after ./build.sh LocalDown --forget");
        // What the embedded AWS found decides for all stages: an image for containers must be built by the engine that runs them.
        Settings = Settings with { LocalRuntime = health.Runtime, BaseImage = health.BaseImage is { Length: > 0 } found ? found : Settings.BaseImage };
        (string, string)[] facts = [("Endpoint", Settings.LocalEndpoint), ("Pid", $"{health.Pid}"), ("Runtime", health.Runtime), ("Why", health.RuntimeReason)];
        return started
            ? StageOutcome.Changed("LocalUp", $"started on {Settings.LocalEndpoint}, {health.RuntimeReason}", facts)
            : StageOutcome.Unchanged("LocalUp", $"running on {Settings.LocalEndpoint}, {health.RuntimeReason}", facts);
    }

    public async Task<StageOutcome> LocalDownAsync(bool forget, CancellationToken cancellation)
    {
        var ended = await _local.StopAsync(forget, cancellation);
        var kept = forget ? "its state and data are deleted" : $"its state and data stay in {Path.GetRelativePath(Settings.Root, Settings.LocalFolder)}";
        return ended
            ? StageOutcome.Changed("LocalDown", $"ended; {kept}")
            : StageOutcome.Unchanged("LocalDown", $"was not running; {kept}");
    }

    private string LocalCloudProgram
    {
        get
        {
            var folder = Path.Combine(Settings.Root, "src", "Quorum.LocalCloud", "bin");
            const string name = "Quorum.LocalCloud.dll";
            return Directory.Exists(folder)
                ? Directory.EnumerateFiles(folder, name, SearchOption.AllDirectories).OrderByDescending(File.GetLastWriteTimeUtc).FirstOrDefault() ?? Path.Combine(folder, name)
                : Path.Combine(folder, name);
        }
    }
}
