using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Nuke.Common;
using Quorum.Pipeline;
using Quorum.Settings;

/// <summary>
/// The skin: which targets there are, in which order, with which parameters. What they do is in src/Quorum, which knows no build
/// engine. Each stage is a component interface in this folder.
/// </summary>
[DisableDefaultOutput(DefaultOutput.Logo)]
partial class Build : NukeBuild, ILocalCloud, IBuildImage, IPushToEcr, IProvisionInfra, IRollService, ISmokeTestCluster, IOperate, IRehearse, ITest
{
    public static int Main() => Execute<Build>(build => build.Deploy);

    /// <summary>Everything, in order; the default.</summary>
    public Target Deploy => _ => _
        .Description("Builds, pushes, provisions, rolls and smoke-tests: everything that is not as it should be")
        .DependsOn<ISmokeTestCluster>(stage => stage.SmokeTestCluster)
        .Executes(() => Session.ReportDeploy());

    public BuildSession Session => _session ?? throw new InvalidOperationException("The settings are read before the first target runs.");

    private BuildSession? _session;

    protected override void OnBuildInitialized()
    {
        var profile = LoadedLocalProfiles is { Length: > 0 } profiles ? profiles[^1] : "local";
        ArgumentCheck.ThrowIfUnknown(Environment.GetCommandLineArgs().Skip(1), SettingsReader.Names.Concat(OwnParameters));
        _session = new BuildSession(SettingsReader.Read(RootDirectory, profile, Value), new BuildOutput(IsServerBuild, summary => ReportSummary(summary)));
    }

    protected override void OnBuildFinished() => _session?.Finish(this);

    private string? Value(string name) => GetType()
        .GetField(name, System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)?.GetValue(this) as string;
}
