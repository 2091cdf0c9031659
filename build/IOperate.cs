using System;
using Nuke.Common;
using Quorum.Reporting;

/// <summary>
/// Declares <c>Plan</c> apart from its body. The engine has a property of this name (--plan, its own picture of the targets) and passes over any component's
/// member named like a property of the build class, but not over an explicit implementation, which it lists under its short name.
/// </summary>
interface IPlan
{
    Target Plan { get; }
}

/// <summary>Looking at the cluster, and going back.</summary>
interface IOperate : IStage, IPlan
{
    bool Watch { get; }

    bool Json { get; }

    string? DrillIndex { get; }

    string? ConnectPort { get; }

    string? LogsOf { get; }

    Target IPlan.Plan => _ => _
        .Description("What each stage would do: image, infrastructure with cost and topology, the roll's order with reasons; changes nothing")
        .DependsOn<ILocalCloud>(local => local.LocalUp)
        .Executes(() => Session.ShowAsync(async (pipeline, _, cancellation) => Session.ShowPlan(await pipeline.PlanAsync(cancellation))));

    Target Status => _ => _
        .Description("Zones × slots: health, roles, master, version, digest, revision, disk, heap, uptime; --watch goes on, --json for programs; changes nothing")
        .Executes(() => Session.ShowStatusAsync(Watch, Json));

    Target Logs => _ => _
        .Description("What the slots' containers wrote within the last hour, from CloudWatch Logs; --logs-of for one slot; changes nothing")
        .Executes(() => Session.ShowAsync(async (pipeline, _, cancellation) =>
        {
            var lines = await pipeline.LogsAsync(LogsOf, cancellation);
            foreach (var line in lines) Console.WriteLine(Redaction.Shared.Apply($"{line.At:HH:mm:ss.fff} {line.Slot} {line.Text}"));
            if (lines.Count == 0) Console.WriteLine("nothing was written within the last hour");
        }));

    Target Snapshot => _ => _
        .Description("Registers and verifies the snapshot repository, takes a snapshot of everything and waits until it is complete")
        .Executes(() => RunStage(nameof(Snapshot), (pipeline, progress, cancellation) => pipeline.SnapshotAsync(progress, cancellation),
            Session.Tell(nameof(Snapshot), "would register the snapshot repository unless it is there, take a snapshot of everything and verify it")));

    Target RestoreDrill => _ => _
        .Description("Restores one index of the newest snapshot under another name, compares it with the original, removes it; --drill-index NAME")
        .Executes(() => RunStage(nameof(RestoreDrill), (pipeline, progress, cancellation) => pipeline.RestoreDrillAsync(DrillIndex, progress, cancellation),
            Session.Tell(nameof(RestoreDrill), "would restore one index under a name beginning with quorum-restored-, compare it and remove it")));

    Target RotateSecrets => _ => _
        .Description("New passwords, then new certificates of a new CA in two rolls; goes on where it was when it was ended")
        .Executes(() => RunStage(nameof(RotateSecrets), (pipeline, progress, cancellation) => pipeline.RotateSecretsAsync(progress, cancellation), (pipeline, _, cancellation) => pipeline.DryRotateSecretsAsync(cancellation)));

    Target Verify => _ => _
        .Description("Checks what a deployment needs, with the task execution role's own rights: a tree of [OK] [NG] [SKIP]; changes nothing")
        .Executes(async () =>
        {
            try
            {
                await RunStage(nameof(Verify), (pipeline, progress, cancellation) => pipeline.VerifyAsync(write: true, progress, cancellation),
                    (pipeline, progress, cancellation) => pipeline.VerifyAsync(write: false, progress, cancellation));
            }
            finally
            {
                Session.ShowVerify();
            }
        });

    Target Connect => _ => _
        .Description("A way to the private cluster: opens a port on 127.0.0.1 until Ctrl+C (ssm), or prints the curl line (direct)")
        .Executes(() => RunStage(nameof(Connect), (pipeline, _, cancellation) => pipeline.ConnectAsync(ConnectPort, System.Console.WriteLine, cancellation)));

    Target RefreshInstances => _ => _
        .Description("Replaces instances of an earlier AMI, instance type or user data, slot by slot in a roll's order under its rules and write proof")
        .Executes(() => RunStage(nameof(RefreshInstances), (pipeline, progress, cancellation) => pipeline.RefreshInstancesAsync(progress, cancellation), (pipeline, _, cancellation) => pipeline.DryRefreshInstancesAsync(cancellation)));

    Target Rollback => _ => _
        .Description("Rolls the slots back to what they ran before the last roll, under the same rules")
        .Executes(() => RunStage(nameof(Rollback), (pipeline, progress, cancellation) => pipeline.RollbackAsync(progress, cancellation), (pipeline, _, cancellation) => pipeline.DryRollbackAsync(cancellation)));
}
