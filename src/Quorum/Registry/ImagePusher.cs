using Docker.DotNet.Models;
using Polly;
using Polly.Retry;
using Quorum.Images;
using Quorum.Pipeline;

namespace Quorum.Registry;

/// <param name="Digest">As the engine reports it; null when the registry had the tag already and refused to change it.</param>
public sealed record PushResult(string? Digest, int Pushed, int Present, long Bytes, int Attempts);

/// <summary>Pushes through the engine. What has arrived stays: a repeated push sends only the layers that are missing.</summary>
/// <param name="firstDelay">Before the second attempt; it doubles. Null for <see cref="DefaultFirstDelay"/>.</param>
public sealed class ImagePusher(DockerEngine engine, RegistryLogin login, IClock clock, TimeSpan? firstDelay = null)
{
    public const int MaxRetries = 6;

    public static readonly TimeSpan DefaultFirstDelay = TimeSpan.FromSeconds(1);

    /// <summary>A push that reports nothing for this long is cut off and tried again.</summary>
    public static readonly TimeSpan SilenceLimit = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(30);

    /// <exception cref="StageException">The push failed for good; says what the registry or the engine said.</exception>
    public async Task<PushResult> PushAsync(string localName, RepositoryUri repository, string tag, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        await TagAsync(localName, repository, tag, cancellation).ConfigureAwait(false);
        var attempts = 0;
        var pipeline = new ResiliencePipelineBuilder()
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<PassingException>(),
                MaxRetryAttempts = MaxRetries,
                Delay = firstDelay ?? DefaultFirstDelay,
                MaxDelay = MaxDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                OnRetry = retry =>
                {
                    progress.Report(new("push", "again", null, $"attempt {retry.AttemptNumber + 2} in {retry.RetryDelay.TotalSeconds:0.0} s: {retry.Outcome.Exception?.Message}"));
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
        try
        {
            return await pipeline.ExecuteAsync(
                async token =>
                {
                    attempts++;
                    return await OnceAsync(repository, tag, progress, attempts, token).ConfigureAwait(false);
                },
                cancellation).ConfigureAwait(false);
        }
        catch (PassingException error)
        {
            throw new StageException($"The push of {repository}:{tag} failed {attempts} times, the last time: {error.Message}", PushFailure.WayOut(error.Message), error.InnerException);
        }
    }

    private async Task<PushResult> OnceAsync(RepositoryUri repository, string tag, IProgress<StageProgress> progress, int attempt, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(SilenceLimit);
        var messages = new PushMessages(progress, clock);
        var sink = new SynchronousProgress<JSONMessage>(message =>
        {
            limit.CancelAfter(SilenceLimit);
            messages.Report(message);
        });
        Exception? failure = null;
        try
        {
            var credentials = await login.GetAsync(limit.Token).ConfigureAwait(false);
            var auth = new AuthConfig { Username = credentials.User, Password = credentials.Password, ServerAddress = repository.Host };
            await engine.Client.Images.PushImageAsync(repository.ToString(), new ImagePushParameters { Tag = tag }, auth, sink, limit.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not StageException && !cancellation.IsCancellationRequested)
        {
            failure = error is OperationCanceledException ? new TimeoutException($"the engine reported nothing for {SilenceLimit.TotalMinutes:0} minutes", error) : error;
        }

        var said = messages.Error ?? failure?.Message;
        if (said is null)
        {
            return messages.Digest is not null
                ? new(messages.Digest, messages.Pushed, messages.Present, messages.Bytes, attempt)
                : throw new PassingException("the engine's answer ended without a digest", null);
        }

        switch (messages.Error is not null ? PushFailure.Sort(messages.Error) : PushFailure.Sort(failure!))
        {
            case PushTrouble.TagTaken:
                return new(null, messages.Pushed, messages.Present, messages.Bytes, attempt);
            case PushTrouble.Login when attempt <= 2:
                login.Refused();
                throw new PassingException(said, failure);
            case PushTrouble.Login:
                throw new StageException($"The registry {repository.Host} does not accept the login, nor a fresh one: {said}", "Check that DeployAccount and DeployRegion are those of the credentials, and this machine's clock.", failure);
            case PushTrouble.Passing:
                throw new PassingException(said, failure);
            default:
                throw new StageException($"The push of {repository}:{tag} failed: {said}", PushFailure.WayOut(said), failure);
        }
    }

    private async Task TagAsync(string localName, RepositoryUri repository, string tag, CancellationToken cancellation)
    {
        try
        {
            await engine.Client.Images.TagImageAsync(localName, new ImageTagParameters { RepositoryName = repository.ToString(), Tag = tag }, cancellation).ConfigureAwait(false);
        }
        catch (Docker.DotNet.DockerApiException error)
        {
            throw new StageException($"The {engine.Name} does not have {localName}: {(error.ResponseBody ?? error.Message).Trim()}", "./build.sh BuildImage PushToEcr", error);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw EngineFinder.Explain(engine.Address, error);
        }
    }

    private sealed class PassingException(string message, Exception? inner) : Exception(message, inner);
}
