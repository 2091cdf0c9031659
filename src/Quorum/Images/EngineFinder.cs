using System.Net.Sockets;
using Docker.DotNet;
using Quorum.Pipeline;
using Quorum.Settings;

namespace Quorum.Images;

/// <summary>Finds the engine that builds and pushes: Docker's own where one answers and can have the base image, the embedded one on the local profile otherwise.</summary>
public sealed class EngineFinder
{
    private const string HostVariable = "DOCKER_HOST";

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RegistryLimit = TimeSpan.FromSeconds(3);

    // Ordinary calls only; build and push have no limit of their own in the client.
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(100);

    private readonly Func<string, string?> environment;

    /// <param name="environment">Source of environment variables; tests give their own.</param>
    public EngineFinder(Func<string, string?>? environment = null) => this.environment = environment ?? Environment.GetEnvironmentVariable;

    /// <exception cref="StageException">No usable engine: says which one was asked and what it answered.</exception>
    public async Task<DockerEngine> FindAsync(QuorumSettings settings, CancellationToken cancellation)
    {
        if (settings.Cloud == CloudKind.Local && settings.LocalRuntime == "simulated")
            return await EmbeddedAsync(settings, "LocalRuntime is simulated", cancellation).ConfigureAwait(false);
        try
        {
            var engine = await DockerAsync(cancellation).ConfigureAwait(false);
            if (settings.Cloud != CloudKind.Local || settings.LocalRuntime == "containers") return engine;
            if (await CanHaveAsync(engine, settings.BaseImage, cancellation).ConfigureAwait(false)) return engine;
            var address = engine.Address;
            engine.Dispose();
            return await EmbeddedAsync(settings, $"the engine at {address} cannot have {settings.BaseImage}", cancellation).ConfigureAwait(false);
        }
        catch (StageException error) when (settings.Cloud == CloudKind.Local && settings.LocalRuntime != "containers" && error is not EmbeddedEngineException)
        {
            return await EmbeddedAsync(settings, error.Message.TrimEnd('.'), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The engine that DOCKER_HOST, the current Docker context or the default socket names.</summary>
    public async Task<DockerEngine> DockerAsync(CancellationToken cancellation)
    {
        var given = environment(HostVariable);
        var address = string.IsNullOrEmpty(given) ? "the default socket or context" : given;
        DockerClient client;
        try
        {
            var builder = new DockerClientBuilder().WithTimeout(CallLimit);
            if (!string.IsNullOrEmpty(given)) builder = builder.WithEndpoint(new Uri(given));
            client = builder.Build();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new StageException($"{HostVariable}={given} cannot be used: {error.Message}", $"Give {HostVariable}=unix:///var/run/docker.sock or tcp://host:port (ssh:// is not supported).", error);
        }

        return await AskAsync(client, EngineKind.Docker, address, "an engine answers", cancellation).ConfigureAwait(false);
    }

    private static async Task<DockerEngine> EmbeddedAsync(QuorumSettings settings, string why, CancellationToken cancellation)
    {
        var client = new DockerClientBuilder().WithEndpoint(new Uri(settings.LocalEndpoint)).WithTimeout(CallLimit).Build();
        try
        {
            return await AskAsync(client, EngineKind.Embedded, settings.LocalEndpoint, why, cancellation).ConfigureAwait(false);
        }
        catch (StageException error)
        {
            throw new EmbeddedEngineException($"The embedded AWS, which would build the image ({why}), does not answer at {settings.LocalEndpoint} as an engine.", "./build.sh LocalUp", error);
        }
    }

    private static async Task<DockerEngine> AskAsync(DockerClient client, EngineKind kind, string address, string why, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(AnswerLimit);
        try
        {
            var version = await client.System.GetVersionAsync(limit.Token).ConfigureAwait(false);
            if (System.Version.TryParse(version.APIVersion, out var api) && api < DockerEngine.OldestApi)
                throw new StageException($"The engine at {address} is too old: Docker {version.Version} speaks API {version.APIVersion}, {DockerEngine.OldestApi} is needed.", "Upgrade it to Docker 19.03 or later.");
            return new(kind, client, address, version.APIVersion ?? "", why);
        }
        catch (Exception error)
        {
            client.Dispose();
            if (error is StageException || cancellation.IsCancellationRequested) throw;
            throw Explain(address, error);
        }
    }

    internal static StageException Explain(string address, Exception error)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is SocketException { SocketErrorCode: SocketError.AccessDenied })
                return new($"This user may not use the Docker engine at {address}.", "Add the user to the group docker, or set DOCKER_HOST to an engine of your own.", error);
            if (cause is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
                return new($"Nothing listens at {address}: the Docker engine is not running.", "Start it (systemctl start docker), or set DOCKER_HOST.", error);
        }

        return error switch
        {
            OperationCanceledException => new($"The Docker engine at {address} did not answer within {AnswerLimit.TotalSeconds:0} s.", "Check DOCKER_HOST and the engine's load.", error),
            HttpRequestException => new($"There is no Docker engine at {address}.", "Install and start Docker, or set DOCKER_HOST.", error),
            DockerApiException api => new($"The Docker engine at {address} answered {(int)api.StatusCode}.", "Check that DOCKER_HOST names a Docker engine.", error),
            _ => new($"What answers at {address} is not a Docker engine: {error.Message}", "Check DOCKER_HOST.", error),
        };
    }

    // Either it is there, or its registry can be reached; the pull itself belongs to the build, which shows its progress.
    private static async Task<bool> CanHaveAsync(DockerEngine engine, string image, CancellationToken cancellation)
    {
        try
        {
            await engine.Client.Images.InspectImageAsync(image, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (DockerApiException)
        {
            // Not there; ask its registry.
        }

        var slash = image.IndexOf('/');
        var host = slash > 0 && image[..slash].AsSpan().IndexOfAny(".:") >= 0 ? image[..slash] : "registry-1.docker.io";
        try
        {
            using var http = new HttpClient { Timeout = RegistryLimit };
            using var answer = await http.GetAsync(new Uri($"https://{host}/v2/"), HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            return answer.StatusCode is System.Net.HttpStatusCode.OK or System.Net.HttpStatusCode.Unauthorized;
        }
        catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return false;
        }
    }

    private sealed class EmbeddedEngineException(string message, string wayOut, Exception inner) : StageException(message, wayOut, inner);
}
