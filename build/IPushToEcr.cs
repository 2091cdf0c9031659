using Nuke.Common;

/// <summary>Nothing half-pushed is taken for done: the digest that ECR reports decides.</summary>
interface IPushToEcr : IStage
{
    Target PushToEcr => _ => _
        .Description("Pushes the image to ECR and confirms its digest")
        .DependsOn<IBuildImage>(stage => stage.BuildImage)
        .Executes(() => RunStage(nameof(PushToEcr), (pipeline, progress, cancellation) => pipeline.PushAsync(progress, cancellation), (pipeline, _, cancellation) => pipeline.DryPushAsync(cancellation)));
}
