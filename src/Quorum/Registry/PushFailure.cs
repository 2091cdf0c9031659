using Docker.DotNet;

namespace Quorum.Registry;

public enum PushTrouble
{
    /// <summary>Trying again may help: throttling, 5xx, a cut connection.</summary>
    Passing,

    /// <summary>The registry does not accept the login: a new token may help.</summary>
    Login,

    /// <summary>The tag exists and may not be changed.</summary>
    TagTaken,

    /// <summary>Trying again does not help.</summary>
    Final,
}

/// <summary>Sorts what goes wrong in a push by what helps. Engines give the registry's words on as text, so text is what there is.</summary>
public static class PushFailure
{
    private static readonly string[] TagTakenWords = ["tag is immutable", "repository is immutable", "ImageTagAlreadyExists", "cannot be overwritten"];
    private static readonly string[] LoginWords = ["no basic auth credentials", "unauthorized", "authorization token has expired", "authentication required", "401"];

    private static readonly string[] PassingWords =
    [
        "toomanyrequests", "429", "throttl", "rate exceeded", "500 ", "502", "503", "504", "internal server error", "bad gateway", "service unavailable", "gateway timeout",
        "unexpected EOF", ": EOF", "connection reset", "broken pipe", "i/o timeout", "TLS handshake timeout", "connection refused", "use of closed", "timeout",
        "blob upload unknown", "blob upload invalid",
    ];

    public static PushTrouble Sort(string error)
    {
        bool Any(string[] words) => words.Any(word => error.Contains(word, StringComparison.OrdinalIgnoreCase));
        if (error.Trim() == "EOF") return PushTrouble.Passing;
        return Any(TagTakenWords) ? PushTrouble.TagTaken : Any(LoginWords) ? PushTrouble.Login : Any(PassingWords) ? PushTrouble.Passing : PushTrouble.Final;
    }

    /// <summary>The same for a request to the engine that failed as a whole.</summary>
    public static PushTrouble Sort(Exception error) => error switch
    {
        DockerApiException { StatusCode: >= System.Net.HttpStatusCode.InternalServerError } api => Sort(api.ResponseBody ?? "") is var trouble and not PushTrouble.Final ? trouble : PushTrouble.Passing,
        DockerApiException api => Sort(api.ResponseBody ?? ""),
        HttpRequestException or IOException or System.Text.Json.JsonException or TimeoutException => PushTrouble.Passing,
        _ => PushTrouble.Final,
    };

    public static string WayOut(string error)
    {
        bool Says(string text) => error.Contains(text, StringComparison.OrdinalIgnoreCase);
        if (Says("no such image") || Says("image not known") || Says("does not exist locally")) return "The engine no longer has the image: ./build.sh BuildImage PushToEcr";
        if (Says("registry cannot write")) return "The disk below .nuke/temp/local is full or read-only: free space there, then run PushToEcr again.";
        if (Says("no space left on device")) return "The disk is full: docker system df, then docker system prune.";
        if (Says("name unknown") || Says("repository") && Says("not exist")) return "The repository was deleted meanwhile: run PushToEcr again.";
        if (Says("denied")) return "Give the credentials ecr:InitiateLayerUpload, UploadLayerPart, CompleteLayerUpload, PutImage and BatchCheckLayerAvailability on the repository.";
        if (Says("http response to https client") || Says("certificate")) return "The engine wants TLS for this registry: add its host to the engine's insecure-registries, or use 127.0.0.1.";
        return "Run PushToEcr again: layers that arrived are not sent twice.";
    }
}
