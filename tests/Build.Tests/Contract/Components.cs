using Nuke.Common;
using Serilog;

/// <summary>A component: parameters and targets as default interface members.</summary>
internal interface IPack : INukeBuild
{
    Target Restore => _ => _
        .Executes(() => Log.Information("restoring"));

    Target Pack => _ => _
        .Description("Packs what was restored")
        .DependsOn(Restore)
        .Produces(TemporaryDirectory / "packages")
        .Executes(() => Log.Information("packing"));
}

[ParameterPrefix("Publish")]
internal interface IPublish : INukeBuild
{
    [Parameter("Channel to publish to")]
    string PackChannel => TryGetValue(() => PackChannel) ?? "stable";

    Target Publish => _ => _
        .Description("Publishes, from the component.")
        .DependsOn<IPack>(x => x.Pack)
        .TryAfter<IPack>(x => x.Restore)
        .Executes(() => Log.Information("publish in component to {Channel}", PackChannel));
}

/// <summary>Named like switches of the engine: of such members only an explicit implementation becomes a target.</summary>
internal interface INamedLikeSwitches
{
    Target Plan { get; }

    Target Help => _ => _
        .Executes(() => Log.Information("never listed"));
}

internal interface ISwitches : INukeBuild, INamedLikeSwitches
{
    Target INamedLikeSwitches.Plan => _ => _
        .Description("A target beside --plan")
        .Executes(() => Log.Information("planning, with --plan {Switch}", ((INukeBuild)this).Plan));
}
