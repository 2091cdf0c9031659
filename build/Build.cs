using System;
using System.Linq;
using System.Reflection;
using Nuke.Common;
using Quorum.Pipeline;
using Quorum.Reporting;
using Quorum.Settings;

/// <summary>
/// The skin: which targets there are, in which order, with which parameters. What they do is in src/Quorum, which knows no build
/// engine. Each stage is a component interface in this folder.
/// </summary>
[DisableDefaultOutput(DefaultOutput.Logo)]
partial class Build : NukeBuild, IBuildImage, IPushToEcr, IProvisionInfra, IRollService, ISmokeTestCluster, IOperate, IDestroy, IDrill, IRehearse, ILocalCloud, ITest, ITestContainers, IBench
{
    private BuildSession? _session;

    // Before the engine: it ends with a stack trace at some arguments and passes others over.
    public static int Main()
    {
        Quorum.Reporting.Terminal.TellEngine(Console.IsOutputRedirected);
        // The one redaction point: nothing is written to the console but through it.
        SecretVariables.Register(Redaction.Shared);
        Console.SetOut(new RedactingWriter(Console.Out, Redaction.Shared));
        Console.SetError(new RedactingWriter(Console.Error, Redaction.Shared));
        return BadInput.Reported(ArgumentCheck.Problems(Environment.GetCommandLineArgs()[1..], SettingsReader.All.Concat(OwnValues), OwnSwitches))
            ?? Execute<Build>(build => build.Deploy);
    }

    Target Deploy => _ => _
        .Description("Builds, pushes, provisions, rolls and smoke-tests whatever is not as it should be")
        .DependsOn<ISmokeTestCluster>(stage => stage.SmokeTestCluster);

    public BuildSession Session => _session ?? throw new InvalidOperationException("The settings are read before the first target runs.");

    protected override void OnBuildInitialized()
    {
        RedactedLog.Install(Redaction.Shared);
        string[] profiles = LoadedLocalProfiles ?? [];
        BadInput.Annotate(RootDirectory, profiles, () =>
        {
            var unknown = ArgumentCheck.FileProblems(RootDirectory, profiles, SettingsReader.All.Concat(OwnValues).Concat(OwnSwitches));
            if (unknown.Count > 0) throw new InputException(unknown);
            _session = new BuildSession(SettingsReader.Read(RootDirectory, profiles is [.., var last] ? last : "local", Value), DryRun);
            _session.Pipeline.Validate();
        });
    }

    protected override void OnBuildFinished()
    {
        if (_session?.ExitCode is { } code) ExitCode = code;
        _session?.Finish();
    }

    private string? Value(string name) =>
        GetType().GetField(name, BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(this) as string;
}
