using Nuke.Common;

/// <summary>The same infra/ program on AWS and on the embedded AWS.</summary>
interface IProvisionInfra : IStage
{
    Target ProvisionInfra => _ => _
        .Description("Applies infra/ (Pulumi), guarded against losing data")
        .DependsOn<ILocalCloud>(local => local.LocalUp)
        .Executes(() => RunStage(nameof(ProvisionInfra), (pipeline, progress, cancellation) => pipeline.ProvisionAsync(progress, cancellation), (pipeline, progress, cancellation) => pipeline.DryProvisionAsync(progress, cancellation)));
}
