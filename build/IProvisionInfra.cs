using Nuke.Common;

/// <summary>The same infra/ program on AWS and on the embedded AWS.</summary>
interface IProvisionInfra : IStage
{
    Target ProvisionInfra => _ => _
        .Description("Applies infra/ (Pulumi), guarded against losing data")
        .DependsOn<ILocalCloud>(local => local.LocalUp)
        .Executes(() => RunStage(nameof(ProvisionInfra), (pipeline, progress, cancellation) => pipeline.ProvisionAsync(progress, cancellation), (pipeline, progress, cancellation) => pipeline.DryProvisionAsync(progress, cancellation)));

    Target PinAmi => _ => _
        .Description("Writes the AMI that AWS recommends for the slots into the profile's InfraOptions")
        .DependsOn<ILocalCloud>(local => local.LocalUp)
        .Executes(() => RunStage(nameof(PinAmi), (pipeline, progress, cancellation) => pipeline.PinAmiAsync(write: true, progress, cancellation), (pipeline, progress, cancellation) => pipeline.PinAmiAsync(write: false, progress, cancellation)));
}
