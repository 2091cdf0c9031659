using System.Linq.Expressions;
using System.Reflection;
using System.Text;
using Nuke.Common.CI;
using Nuke.Common.Logging;
using Nuke.Common.ValueInjection;

namespace Nuke.Common.Execution;

/// <summary>The course of one run: create, plan, initialise, execute, finish.</summary>
internal sealed class BuildManager(NukeBuild build)
{
    private const int FailureExitCode = -1;

    private static readonly string[] s_leftOut = ["strict", "partition", "generate-configuration", "shell-completion"];

    private readonly Lock _finishing = new();
    private readonly Executor _executor = new(build);
    private bool _finished;

    public static int Execute<T>(Expression<Func<T, Target>>[] defaultTargets)
        where T : NukeBuild, new()
    {
        if (!Console.IsOutputRedirected && Console.OutputEncoding.CodePage != Encoding.UTF8.CodePage)
            Console.OutputEncoding = Encoding.UTF8;
        var build = new T();
        build.Plan = ParameterService.Engine("Plan", false);
        build.Help = ParameterService.Engine("Help", false);
        build.Continue = ParameterService.Engine("Continue", false);
        build.NoLogo = ParameterService.Engine("NoLogo", false);
        LogSetup.Start(build);
        return new BuildManager(build).Run(defaultTargets);
    }

    private int Run<T>(Expression<Func<T, Target>>[] defaultTargets)
        where T : NukeBuild
    {
        Console.CancelKeyPress += (_, _) => Cancel();
        try
        {
            RefuseLeftOutArguments();
            build.ExecutableTargets = TargetFactory.Create((T)build, defaultTargets);
            Create();
            if (!build.NoLogo)
                Banner.Write(build);
            var names = ParameterService.Engine<string[]>("Target", null)?.SelectMany(x => x.Split('+')).ToArray()
                ?? (ArgumentList.Process.Positional.Count > 0 ? ArgumentList.Process.Positional : (IReadOnlyCollection<string>)null);
            var nothingToRun = names == null && defaultTargets.Length == 0;
            build.ExecutionPlan = build.Help || nothingToRun ? [] : Planner.Plan(build.ExecutableTargets, names);
            if (build.Help || nothingToRun)
            {
                HelpText.Write(build);
                return build.ExitCode ?? 0;
            }

            if (build.Plan)
            {
                PlanText.Write(build);
                return build.ExitCode ?? 0;
            }

            Initialize();
            _executor.Run();
            return build.ExitCode ??= build.IsSucceeding ? 0 : FailureExitCode;
        }
        catch (Exception exception) when (exception is not TypeInitializationException)
        {
            Report(exception);
            return build.ExitCode ??= FailureExitCode;
        }
        finally
        {
            if (!build.Help && !build.Plan)
                Finish();
            LogSetup.Stop();
        }
    }

    private void Create()
    {
        ParameterFiles.Load(Path.Combine(NukeBuild.RootDirectory, ".nuke"), NukeBuild.LoadedLocalProfiles);
        // These may stand in a parameters file, which could not be read before the log was there.
        NukeBuild.Verbosity = ParameterService.Engine(nameof(NukeBuild.Verbosity), NukeBuild.Verbosity);
        build.NoLogo = ParameterService.Engine(nameof(NukeBuild.NoLogo), build.NoLogo);
        Injection.InjectParameters(build);
        SchemaFile.Update(build);
        RefuseGeneration();
        build.Extensions.Run<IOnBuildCreated>(x => x.OnBuildCreated(build.ExecutableTargets));
        build.OnBuildCreated();
    }

    private void Initialize()
    {
        Injection.InjectOthers(build);
        build.Extensions.Run<IOnBuildInitialized>(x => x.OnBuildInitialized(build.ExecutableTargets, build.ExecutionPlan));
        build.OnBuildInitialized();
    }

    /// <summary>What the real engine would do on these arguments is left out, so they must not pass in silence.</summary>
    private static void RefuseLeftOutArguments()
    {
        foreach (var name in s_leftOut.Where(x => ArgumentList.Process.Find(x) != null))
            throw new EngineException($"--{name} is left out of this engine");
    }

    private void RefuseGeneration()
    {
        if (NukeBuild.IsServerBuild)
            return;
        foreach (var attribute in build.GetType().GetCustomAttributes<ConfigurationAttributeBase>().Where(x => x.AutoGenerate))
        {
            throw new EngineException(
                $"{attribute.GetType().Name} would generate a workflow file, which this engine leaves out: set AutoGenerate = false");
        }
    }

    private void Report(Exception exception)
    {
        switch (exception)
        {
            case TargetFailedException:
                break;
            case EngineException:
            case InvalidCastException when exception.TargetSite?.DeclaringType?.Namespace == typeof(BuildManager).Namespace:
                NukeBuild.Host.WriteErrorLine(exception.Message);
                break;
            default:
                NukeBuild.Host.WriteErrorLine(exception.Unwrap().ToString());
                break;
        }
    }

    /// <summary>On the signal's own thread: the process ends by the signal once this returns.</summary>
    private void Cancel()
    {
        _executor.Abort();
        Finish();
    }

    private void Finish()
    {
        lock (_finishing)
        {
            if (_finished)
                return;
            _finished = true;
            foreach (var target in build.ExecutionPlan)
            {
                target.Stopwatch.Stop();
                if (target.Status == ExecutionStatus.Running)
                    target.Status = ExecutionStatus.Aborted;
                else if (target.Status == ExecutionStatus.Scheduled)
                    target.Status = ExecutionStatus.NotRun;
            }

            if (build.ExecutionPlan.Count > 0)
            {
                if (!Disabled(DefaultOutput.ErrorsAndWarnings))
                    NukeBuild.Host.WriteErrorsAndWarnings();
                if (!Disabled(DefaultOutput.TargetOutcome))
                    NukeBuild.Host.WriteTargetOutcome(build);
                if (!Disabled(DefaultOutput.BuildOutcome))
                    NukeBuild.Host.WriteBuildOutcome(build);
            }

            build.Extensions.Run<IOnBuildFinished>(x => x.OnBuildFinished());
            build.OnBuildFinished();
        }
    }

    private bool Disabled(DefaultOutput output) => Banner.Disabled(build, output);
}
