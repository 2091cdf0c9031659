using Nuke.Common;

/// <summary>Content-addressed: the tag says what is in it.</summary>
interface IBuildImage : IStage
{
    Target BuildImage => _ => _
        .Description("Builds the image, unless the registry has this content already")
        .DependsOn<ILocalCloud>(local => local.LocalUp)
        .Executes(() => RunStage(nameof(BuildImage), (pipeline, progress, cancellation) => pipeline.BuildImageAsync(progress, cancellation), (pipeline, _, cancellation) => pipeline.DryBuildImageAsync(cancellation)));

    Target PinBaseImage => _ => _
        .Description("Writes the base image's present digest into images/elasticsearch/base.lock.json")
        .Executes(() => RunStage(nameof(PinBaseImage), (pipeline, _, cancellation) => pipeline.PinBaseImageAsync(write: true, cancellation), (pipeline, _, cancellation) => pipeline.PinBaseImageAsync(write: false, cancellation)));
}
