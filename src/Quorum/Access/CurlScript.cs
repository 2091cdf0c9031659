using System.Globalization;
using System.IO.Compression;

namespace Quorum.Access;

/// <summary>
/// The command that the bastion runs for one request: the values in single quotes, a line each, then always the same text
/// (<c>bastion.sh</c>), so that who reads SSM's history has one script to know. It prints one head line (id, curl's exit code, length, status,
/// content type) and the first piece of the answer; the rest stays in a folder of its own until half an hour has gone.
/// </summary>
internal sealed record CurlScript(string Id, string Text, string Comment)
{
    /// <summary>SSM keeps 24,000 characters of a command's output; the head line must fit in too.</summary>
    internal const int PieceCharacters = 20_000;

    /// <summary>Exit code of the script when no request has left the bastion.</summary>
    internal const int NothingSent = 3;

    /// <summary>SSM takes 64 KiB of parameters in all.</summary>
    private const int MaxBodyCharacters = 48 * 1024;

    private const int CommentCharacters = 100;

    private static readonly string Script = ReadScript();

    internal static CurlScript For(HttpRequestMessage request, byte[]? body, SsmAccessOptions options)
    {
        var packed = body is null ? "" : Pack(body);
        if (packed.Length > MaxBodyCharacters)
            throw new HttpRequestException(HttpRequestError.ConfigurationLimitExceeded, $"the request's body is {packed.Length} characters when packed; SSM takes {MaxBodyCharacters}: send fewer documents at a time");
        var id = Guid.NewGuid().ToString("N");
        var text = Command(
            ("do", "ask"), ("id", id), ("method", request.Method.Method), ("url", request.RequestUri!.AbsoluteUri), ("seconds", Number((int)options.CurlTimeout.TotalSeconds)),
            ("type", body is null ? "" : request.Content?.Headers.ContentType?.ToString() ?? "application/json"), ("body", packed),
            ("user", options.User ?? ""), ("password", options.PasswordParameter ?? ""), ("ca", options.CaParameter ?? ""), ("secret", request.Options.TryGetValue(SecretInBody.Key, out var secret) ? secret.Parameter : ""), ("from", "0"), ("most", Number(PieceCharacters)));
        return new(id, text, CommentFor(request, id));
    }

    /// <summary>Command that reads the next piece. The folder stays until a later request removes what is old: a piece whose answer was lost must be readable again.</summary>
    internal string Piece(int from) => Command(("do", "piece"), ("id", Id), ("from", Number(from)), ("most", Number(PieceCharacters)));

    private static string Command(params IEnumerable<(string Name, string Value)> values) =>
        string.Concat(values.Select(each => $"q_{each.Name}={Quote(each.Value)}\n")) + Script;

    private static string CommentFor(HttpRequestMessage request, string id)
    {
        var comment = $"quorum {id} {request.Method} {request.RequestUri!.AbsolutePath}";
        return comment.Length <= CommentCharacters ? comment : comment[..CommentCharacters];
    }

    private static string Pack(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.SmallestSize)) zip.Write(body);
        return Convert.ToBase64String(packed.ToArray());
    }

    /// <summary>One word for the shell, whatever it holds.</summary>
    internal static string Quote(string text) => $"'{text.Replace("'", "'\\''")}'";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    // A checkout may have Windows' line ends; a shell on Linux takes none of them.
    private static string ReadScript()
    {
        using var stream = typeof(CurlScript).Assembly.GetManifestResourceStream("Quorum.bastion.sh")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}

/// <summary>What the script printed.</summary>
internal sealed record CurlOutput(int CurlExit, int TotalCharacters, int Status, string ContentType, string Piece, string Error)
{
    /// <exception cref="HttpRequestException">It is not the output of this request.</exception>
    internal static CurlOutput Parse(string output, string id)
    {
        var end = output.IndexOf('\n', StringComparison.Ordinal);
        var head = end < 0 ? [] : output[..end].Split(' ', 6);
        if (head.Length < 5 || head[0] != "quorum" || head[1] != id || !int.TryParse(head[2], out var exit) || !int.TryParse(head[3], out var total) || !int.TryParse(head[4], out var status))
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "the bastion's output is not that of the request: it was cut, or curl, gzip or base64 is missing there");
        var rest = output[(end + 1)..];
        // What SSM adds when it cuts an output must not pass for data.
        return exit != 0
            ? new(exit, 0, status, "", "", rest.Trim())
            : new(exit, total, status, head.Length > 5 ? head[5].Trim() : "", new string([.. rest.TakeWhile(ch => char.IsAsciiLetterOrDigit(ch) || ch is '+' or '/' or '=')]), "");
    }
}
