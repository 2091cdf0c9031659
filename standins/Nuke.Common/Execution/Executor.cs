using Nuke.Common.Logging;
using Nuke.Common.ValueInjection;
using Serilog;

namespace Nuke.Common.Execution;

/// <summary>Runs the planned targets one after the other.</summary>
internal sealed class Executor(NukeBuild build)
{
    private readonly AttemptFile _attempt = new(build);
    private volatile bool _aborted;

    public void Run()
    {
        Skipping.Apply(build, SkipParameter());
        Requirements.Check(build);
        var done = _attempt.Start();
        try
        {
            foreach (var target in build.ExecutionPlan)
                Run(target, done.Contains(target.Name), afterFailure: false);
        }
        finally
        {
            if (!_aborted)
                RunAssured();
        }
    }

    /// <summary>The running target is given up; the scheduled assured ones still run, on the calling thread.</summary>
    public void Abort()
    {
        _aborted = true;
        foreach (var target in build.ExecutionPlan.Where(x => x.Status == ExecutionStatus.Running))
        {
            target.Stopwatch.Stop();
            target.Status = ExecutionStatus.Aborted;
        }

        RunAssured();
    }

    private static IReadOnlyList<string> SkipParameter()
    {
        // Bare --skip has no words, which is a value of its own here.
        var words = ArgumentList.Process.Find("skip") ?? ParameterService.Engine<string[]>("Skip", null);
        return words?.SelectMany(x => x.Split('+')).ToList();
    }

    private void RunAssured()
    {
        foreach (var target in build.ExecutionPlan.Where(x => x.AssuredAfterFailure && x.Status == ExecutionStatus.Scheduled).ToList())
            Run(target, alreadyDone: false, afterFailure: true);
    }

    private void Run(ExecutableTarget target, bool alreadyDone, bool afterFailure)
    {
        if (_aborted && !afterFailure)
            throw new TargetFailedException();
        if (target.Status == ExecutionStatus.Skipped || alreadyDone || FalseCondition(target))
        {
            target.Status = ExecutionStatus.Skipped;
            build.Extensions.Run<IOnTargetSkipped>(x => x.OnTargetSkipped(target));
            build.OnTargetSkipped(target.Name);
            _attempt.Add(target);
            return;
        }

        if (target.Status != ExecutionStatus.Scheduled)
            return;
        if (target.Actions.Count == 0)
        {
            target.Status = ExecutionStatus.Collective;
            return;
        }

        using var logged = LogSetup.SetTarget(target.Name);
        using var block = Banner.Disabled(build, DefaultOutput.TargetHeader) ? null : NukeBuild.Host.WriteBlock(target.Name);
        if (!RunActions(target) && !target.ProceedAfterFailure && !afterFailure)
            throw new TargetFailedException();
    }

    private bool RunActions(ExecutableTarget target)
    {
        target.Stopwatch.Start();
        target.Status = ExecutionStatus.Running;
        try
        {
            build.Extensions.Run<IOnTargetRunning>(x => x.OnTargetRunning(target));
            build.OnTargetRunning(target.Name);
            foreach (var action in target.Actions)
                action();
            target.Stopwatch.Stop();
            if (target.Status != ExecutionStatus.Running)
                return false;
            target.Status = ExecutionStatus.Succeeded;
            build.Extensions.Run<IOnTargetSucceeded>(x => x.OnTargetSucceeded(target));
            build.OnTargetSucceeded(target.Name);
            _attempt.Add(target);
            return true;
        }
        catch (Exception exception)
        {
            target.Stopwatch.Stop();
            Fail(target, exception.Unwrap());
            return false;
        }
    }

    private void Fail(ExecutableTarget target, Exception exception)
    {
        // After Ctrl+C the summary is out, or being written, with this target as aborted.
        if (target.Status == ExecutionStatus.Aborted)
            return;
        Log.Error(exception, "Target {TargetName} has thrown an exception", target.Name);
        if (target.SummaryInformation.Count == 0)
            target.SummaryInformation = new() { [exception.GetType().Name] = exception.Message.Split('\n')[0].TrimEnd('\r') };
        target.Status = ExecutionStatus.Failed;
        build.Extensions.Run<IOnTargetFailed>(x => x.OnTargetFailed(target));
        build.OnTargetFailed(target.Name);
    }

    private static bool FalseCondition(ExecutableTarget target)
    {
        if (target.Status != ExecutionStatus.Scheduled)
            return false;
        var failing = target.DynamicConditions.Where(x => !x.Delegate()).Select(x => x.Text).ToList();
        if (failing.Count > 0)
            target.OnlyWhen = string.Join(" && ", failing);
        return failing.Count > 0;
    }
}
