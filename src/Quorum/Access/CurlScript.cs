using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Quorum.Access;

/// <summary>
/// The script that the bastion runs for one request. It prints one head line (id, curl's exit code, status, length, content type) and the first
/// piece of the answer; the rest stays in a folder of its own until it was read or half an hour has gone.
/// </summary>
internal sealed record CurlScript(string Id, string Text, string Comment)
{
    /// <summary>SSM keeps 24,000 characters of a command's output; the head line must fit in too.</summary>
    internal const int PieceCharacters = 20_000;

    /// <summary>SSM takes 64 KiB of parameters in all.</summary>
    private const int MaxBodyCharacters = 48 * 1024;

    private const int CommentCharacters = 100;

    internal static CurlScript For(HttpRequestMessage request, byte[]? body, SsmAccessOptions options)
    {
        var id = Guid.NewGuid().ToString("N");
        var packed = body is null ? "" : Pack(body);
        if (packed.Length > MaxBodyCharacters)
            throw new HttpRequestException(HttpRequestError.ConfigurationLimitExceeded, $"the request's body is {packed.Length} characters when packed; SSM takes {MaxBodyCharacters}: send fewer documents at a time");
        var script = new StringBuilder();
        script.Append("umask 077; d=/tmp/quorum-ssm-").Append(id).Append("; mkdir -p \"$d\" || exit 1\n");
        script.Append("find /tmp -maxdepth 1 -name 'quorum-ssm-*' -mmin +30 -exec rm -rf {} + 2>/dev/null\n");
        var arguments = new List<string>
        {
            "-sS", "--max-time", ((int)options.CurlTimeout.TotalSeconds).ToString(CultureInfo.InvariantCulture), "-X", Quote(request.Method.Method), "-H", "'Accept: application/json'",
            "-o", "\"$d/body\"", "-w", "'%{http_code} %{content_type}'",
        };
        if (request.Method == HttpMethod.Head) arguments.Add("-I");
        if (body is not null)
        {
            // By standard input: an argument would be seen by everybody on the bastion, and has a limit of its own.
            script.Append("printf %s ").Append(Quote(packed)).Append(" | base64 -d | gzip -d > \"$d/request\" || exit 1\n");
            arguments.AddRange(["-H", Quote($"Content-Type: {request.Content?.Headers.ContentType?.ToString() ?? "application/json"}"), "--data-binary", "@\"$d/request\""]);
        }
        if (options.CaParameter is { } ca)
        {
            script.Append("aws ssm get-parameter --name ").Append(Quote(ca)).Append(" --with-decryption --query Parameter.Value --output text > \"$d/ca\" || exit 1\n");
            arguments.AddRange(["--cacert", "\"$d/ca\""]);
        }
        if (options is { User: { } user, PasswordParameter: { } parameter })
        {
            script.Append("p=$(aws ssm get-parameter --name ").Append(Quote(parameter)).Append(" --with-decryption --query Parameter.Value --output text) || exit 1\n");
            // curl reads user and password from a file of its owner, never from an argument; its quoting wants \ and " escaped.
            script.Append("printf 'user = \"%s:%s\"\\n' ").Append(Quote(CurlQuote(user))).Append(" \"$(printf %s \"$p\" | sed 's/[\\\\\"]/\\\\&/g')\" > \"$d/auth\"\n");
            arguments.AddRange(["-K", "\"$d/auth\""]);
        }
        script.Append(": > \"$d/body\"; h=$(curl ").AppendJoin(' ', arguments).Append(' ').Append(Quote(request.RequestUri!.AbsoluteUri)).Append(" 2> \"$d/error\"); e=$?\n");
        script.Append("rm -f \"$d/auth\" \"$d/request\"; gzip -9 -c \"$d/body\" | base64 | tr -d '\\n' > \"$d/out\"; n=$(wc -c < \"$d/out\" | tr -d ' ')\n");
        script.Append("printf 'quorum %s %s %s %s\\n' ").Append(id).Append(" \"$e\" \"$n\" \"$h\"\n");
        script.Append("if [ \"$e\" != 0 ]; then head -c 500 \"$d/error\"; else head -c ").Append(PieceCharacters).Append(" \"$d/out\"; fi\n");
        script.Append("if [ \"$e\" != 0 ] || [ \"$n\" -le ").Append(PieceCharacters).Append(" ]; then rm -rf \"$d\"; fi\n");
        return new(id, script.ToString(), CommentFor(request, id));
    }

    /// <summary>Script that reads the next piece. The folder stays until a later request removes what is old: a piece whose answer was lost must be readable again.</summary>
    internal string Piece(int from) => string.Create(CultureInfo.InvariantCulture,
        $"d=/tmp/quorum-ssm-{Id}; n=$(wc -c < \"$d/out\" | tr -d ' ') || exit 1\nprintf 'quorum %s 0 %s 0 \\n' {Id} \"$n\"\ntail -c +{from + 1} \"$d/out\" | head -c {PieceCharacters}\n");

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

    private static string CurlQuote(string text) => text.Replace("\\", "\\\\").Replace("\"", "\\\"");

    /// <summary>One word for the shell, whatever it holds.</summary>
    internal static string Quote(string text) => $"'{text.Replace("'", "'\\''")}'";
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
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "the bastion's output is not that of the request: curl, gzip, base64 or the AWS CLI is missing there, or a parameter cannot be read by its role");
        var rest = output[(end + 1)..];
        // What SSM adds when it cuts an output must not pass for data.
        return exit != 0
            ? new(exit, 0, status, "", "", rest.Trim())
            : new(exit, total, status, head.Length > 5 ? head[5].Trim() : "", new string([.. rest.TakeWhile(ch => char.IsAsciiLetterOrDigit(ch) || ch is '+' or '/' or '=')]), "");
    }
}
