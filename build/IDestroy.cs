using System;
using Nuke.Common;

/// <summary>Takes everything down but what holds data.</summary>
interface IDestroy : IStage
{
    string? DeleteData { get; }

    string? Confirm { get; }

    Target Destroy => _ => _
        .Description("Deletes the infrastructure after asking; data volumes, snapshots and keys stay unless --delete-data names them")
        .Executes(() => RunStage(nameof(Destroy), (pipeline, progress, cancellation) =>
            pipeline.DestroyAsync(Named, plan => Session.Confirmed(plan, Confirm), progress, cancellation), (pipeline, _, _) => pipeline.DryDestroyAsync(Named)));

    private string[] Named => DeleteData?.Split('+', StringSplitOptions.RemoveEmptyEntries) ?? [];
}
