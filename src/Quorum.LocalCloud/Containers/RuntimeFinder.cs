using Docker.DotNet;
using Docker.DotNet.Models;

namespace Quorum.LocalCloud.Containers;

/// <param name="Runtime"><c>containers</c> or <c>simulated</c>.</param>
/// <param name="Reason">Why, in one line, for Deploy to say.</param>
/// <param name="BaseImage">The base image that the engine has; null when simulated.</param>
public sealed record RuntimeDecision(string Runtime, string Reason, string? BaseImage);

/// <summary>Containers when an engine answers and has a base image; simulated nodes otherwise. Asked for by name, it must be had.</summary>
public static class RuntimeFinder
{
    private static readonly TimeSpan EngineLimit = TimeSpan.FromSeconds(3);

    /// <param name="wanted">auto | containers | simulated.</param>
    /// <param name="baseImages">Base images that would do, best first.</param>
    /// <exception cref="InvalidOperationException">Containers were asked for and cannot be had; the message says the way out.</exception>
    public static async Task<RuntimeDecision> DecideAsync(string wanted, IReadOnlyList<string> baseImages, IDockerClient engine)
    {
        if (wanted == "simulated") return Simulated("as asked for (LocalRuntime = simulated)");
        var (found, why) = await FindBaseImageAsync(baseImages, engine);
        if (found is not null) return new("containers", $"containers: the Docker engine {why} and has {found}", found);
        return wanted == "containers"
            ? throw new InvalidOperationException($"LocalRuntime = containers, but {why}. Start a Docker engine and pull or make {string.Join(" or ", baseImages)}, or use LocalRuntime = simulated")
            : Simulated(why);
    }

    /// <summary>The first of these images that the engine has; null when it has none.</summary>
    public static async Task<string?> FirstAsync(IReadOnlyList<string> images, IDockerClient engine)
    {
        using var limit = new CancellationTokenSource(EngineLimit);
        foreach (var image in images)
        {
            try
            {
                await engine.Images.InspectImageAsync(image, limit.Token);
                return image;
            }
            catch (DockerImageNotFoundException)
            {
                // the next one
            }
        }

        return null;
    }

    public static RuntimeDecision Simulated(string why) => new("simulated", $"simulated nodes: {why}", null);

    private static async Task<(string? Image, string Why)> FindBaseImageAsync(IReadOnlyList<string> baseImages, IDockerClient engine)
    {
        using var limit = new CancellationTokenSource(EngineLimit);
        try
        {
            var version = await engine.System.GetVersionAsync(limit.Token);
            if (await FirstAsync(baseImages, engine) is { } image) return (image, version.Version);
            return (null, baseImages.Count == 0 ? "no base image was named" : $"the Docker engine has none of {string.Join(", ", baseImages)}");
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or OperationCanceledException or TimeoutException or DockerApiException)
        {
            return (null, "no Docker engine answers");
        }
    }
}
