using Quorum.Images;
using Quorum.Registry;

namespace Quorum.Pipeline;

public sealed partial class DeployPipeline
{
    private BuiltImage? _built;
    private PushedImage? _pushed;

    public async Task<StageOutcome> BuildImageAsync(IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var stage = new ImageStage(clock: clock);
        var outcome = await stage.RunAsync(Settings, Aws.Ecr, ImageOptions.FromEnvironment() with { AllowVersions = Settings.AllowVersions }, progress, cancellation);
        _built = stage.Image;
        return outcome;
    }

    public async Task<StageOutcome> PushAsync(IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var stage = new PushStage(clock: clock);
        var outcome = await stage.RunAsync(Settings, Need(_built, "BuildImage"), Aws.Ecr, null, progress, cancellation);
        _pushed = stage.Image;
        return outcome;
    }

    private static T Need<T>(T? value, string stage) where T : class =>
        value ?? throw new StageException($"{stage} has not run in this build.", $"run it without --skip: ./build.sh {stage}");
}
