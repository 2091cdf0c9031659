using System.Net;
using Docker.DotNet;
using Quorum.Pipeline;

namespace Quorum.Images;

/// <summary>Turns what an engine says about a failed build into where, why and what to do.</summary>
public static class BuildFailure
{
    /// <summary>A failure reported inside the message stream.</summary>
    public static StageException Explain(string error, BuildStep? step, IReadOnlyList<string> lastLines)
    {
        var where = step is null ? "The build failed before its first step" : $"Step {step.Number}/{step.Of} failed: {step.Instruction}";
        var lines = lastLines.Count == 0 ? "" : Environment.NewLine + string.Join(Environment.NewLine, lastLines.Select(line => "    " + line));
        return new($"{where}{Environment.NewLine}  {error.Trim()}{lines}", WayOut(error, step));
    }

    /// <summary>A request that failed as a whole: refused, cut off, or answered with something unreadable.</summary>
    public static StageException Explain(string engine, Exception error, BuildStep? step)
    {
        var where = step is null ? "before the first step" : $"during step {step.Number}/{step.Of} ({step.Instruction})";
        return error switch
        {
            DockerApiException { StatusCode: HttpStatusCode.BadRequest } api => new($"The {engine} refused the Dockerfile: {Body(api)}", "Correct the Dockerfile.", error),
            DockerApiException api => new($"The {engine} answered {(int)api.StatusCode}: {Body(api)}", WayOut(Body(api), step), error),
            System.Text.Json.JsonException => new($"The {engine} sent something unreadable {where}: {error.Message}", "Run the build again; if it stays, look at the engine's log.", error),
            TimeoutException => new($"The {engine} said nothing for {error.Message} {where}.", "Look at the engine's log and load, then run the build again.", error),
            _ => new($"The connection to the {engine} broke {where}: {error.Message}", "Check that the engine still runs, then run the build again: nothing was pushed.", error),
        };
    }

    private static string Body(DockerApiException error) => (error.ResponseBody ?? error.Message).Trim();

    private static string WayOut(string error, BuildStep? step)
    {
        bool Says(string text) => error.Contains(text, StringComparison.OrdinalIgnoreCase);
        if (Says("no space left on device")) return "The engine's disk is full: docker system df, then docker system prune.";
        if (Says("exec format error")) return "The platform is not this machine's: install emulation (docker run --privileged --rm tonistiigi/binfmt --install arm64) or build on a machine of that platform.";
        if (Says("toomanyrequests") || Says("rate limit")) return "The base image's registry limits pulls: log in to it (docker login), or use a copy in your own registry as BaseImage.";
        if (Says("no such host") || Says("i/o timeout") || Says("connection refused")) return "The engine cannot reach the base image's registry: check its network and proxy.";
        if (Says("COPY failed") || Says("ADD failed") || Says("file not found in build context")) return "A path in COPY or ADD is not in the context: look at .dockerignore.";
        if (Says("manifest unknown") || Says("manifest for") || Says("not found") && (step is null || step.Instruction.StartsWith("FROM", StringComparison.OrdinalIgnoreCase)) || Says("pull access denied") || Says("repository does not exist"))
            return "The base image does not exist: correct BaseImage, or refresh base.lock.json with ./build.sh PinBaseImage.";
        return "Correct the step and run the build again; nothing was pushed.";
    }
}
