using Docker.DotNet;
using Docker.DotNet.Models;
using Quorum.Pipeline;

namespace Quorum.Images;

/// <summary>What one build is told.</summary>
/// <param name="Name">Repository and tag the engine keeps the image under.</param>
/// <param name="Platform">E.g. <c>linux/amd64</c>.</param>
/// <param name="Labels">Labels that are not inputs of the tag (commit, base digest).</param>
/// <param name="Time">Time of the context's entries, SOURCE_DATE_EPOCH.</param>
/// <param name="NoCache">Every step is run anew.</param>
public sealed record BuildRequest(
    BuildContext Context,
    string Name,
    string Platform,
    IReadOnlyDictionary<string, string> Arguments,
    IReadOnlyDictionary<string, string> Labels,
    DateTimeOffset Time,
    bool NoCache = false);

/// <summary>Builds on the engine's classic builder through its API; the context is streamed.</summary>
public sealed class ImageBuilder(DockerEngine engine, IClock clock)
{
    /// <summary>An engine that says nothing for this long is taken for gone; a package installation is silent for minutes at most.</summary>
    public static readonly TimeSpan SilenceLimit = TimeSpan.FromMinutes(20);

    /// <returns>The image's id and its steps.</returns>
    /// <exception cref="StageException">The build failed: names the step, shows its last lines.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled; the engine stops the step and removes its container.</exception>
    public async Task<(string ImageId, IReadOnlyList<BuildStep> Steps)> BuildAsync(BuildRequest request, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(SilenceLimit);
        var messages = new BuildMessages(progress, clock);
        var sink = new SynchronousProgress<JSONMessage>(message =>
        {
            limit.CancelAfter(SilenceLimit);
            messages.Report(message);
        });
        var (body, written) = ContextTar.Stream(request.Context, request.Time, limit.Token);
        Exception? failure = null;
        await using (body.ConfigureAwait(false))
        {
            try
            {
                await engine.Client.Images.BuildImageFromDockerfileAsync(Parameters(request), body, [], new Dictionary<string, string>(), sink, limit.Token).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                failure = error;
                // Ends the writer too, should the engine have stopped reading: a pipe's writer waits for its reader.
                await limit.CancelAsync().ConfigureAwait(false);
            }
        }

        var contextFailure = await FailureOf(written).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        if (contextFailure is StageException or UnauthorizedAccessException or FileNotFoundException)
            throw contextFailure as StageException ?? new StageException($"The context could not be sent: {contextFailure.Message}", "Run the build again.", contextFailure);
        // A message that names the reason is worth more than the broken connection that followed it.
        if (messages.Error is not null || failure is null) return (messages.Finish(), messages.Steps);
        if (failure is OperationCanceledException) failure = new TimeoutException($"{SilenceLimit.TotalMinutes:0} minutes", failure);
        throw BuildFailure.Explain(engine.Name, failure, messages.Steps.LastOrDefault());
    }

    private static ImageBuildParameters Parameters(BuildRequest request) => new()
    {
        Dockerfile = BuildContext.DockerfileName,
        Tags = [request.Name],
        BuildArgs = request.Arguments.ToDictionary(),
        Labels = request.Labels.ToDictionary(),
        Platform = request.Platform,
        NoCache = request.NoCache,
        Remove = true,
        ForceRemove = true,
    };

    private static async Task<Exception?> FailureOf(Task task)
    {
        try
        {
            await task.ConfigureAwait(false);
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }
}
