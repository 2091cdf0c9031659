using Nuke.Common;
using Quorum.Settings;

/// <summary>The embedded AWS: started when the profile is local, left running so that later commands find the cluster.</summary>
interface ILocalCloud : IStage
{
    bool Forget { get; }

    Target LocalUp => _ => _
        .Description("Starts the embedded AWS, unless it is running")
        .OnlyWhenDynamic(() => Session.Settings.Cloud == CloudKind.Local)
        .Executes(() => RunStage(nameof(LocalUp), (pipeline, progress, cancellation) => pipeline.LocalUpAsync(progress, cancellation), (pipeline, progress, cancellation) => pipeline.DryLocalUpAsync(progress, cancellation)));

    Target LocalDown => _ => _
        .Description("Ends the embedded AWS; --forget deletes its state, images and volumes too")
        .OnlyWhenDynamic(() => Session.Settings.Cloud == CloudKind.Local)
        .Executes(() => RunStage(nameof(LocalDown), (pipeline, _, cancellation) => pipeline.LocalDownAsync(Forget, cancellation), (pipeline, _, cancellation) => pipeline.DryLocalDownAsync(Forget, cancellation)));
}
