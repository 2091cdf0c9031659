using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Amazon.SimpleSystemsManagement;
using Quorum.Pipeline;

namespace Quorum.Access;

/// <param name="BastionInstanceId">Instance that runs the SSM agent, curl and the AWS CLI, and reaches the cluster.</param>
/// <param name="User">User of the cluster; null when it has no security.</param>
/// <param name="PasswordParameter">Name of the SecureString with the user's password. The bastion reads it itself: a command's text is kept in SSM's history.</param>
/// <param name="CaParameter">Name of the parameter with the CA, PEM; null for plain HTTP.</param>
public sealed record SsmAccessOptions(string BastionInstanceId, string? User, string? PasswordParameter, string? CaParameter)
{
    /// <summary>Commands at a time; the account's limit is shared with everybody else's.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>For the request itself on the bastion.</summary>
    public TimeSpan CurlTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For the bastion to take the command and finish it.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Bytes of one answer after decompression.</summary>
    public int MaxAnswerBytes { get; init; } = 64 * 1024 * 1024;
}

/// <summary>
/// Reaches the private cluster with nothing but IAM: each request runs as curl on the bastion through RunCommand. The answer comes back
/// compressed, in as many pieces as SSM's output limit makes necessary. Callers see an ordinary handler, with the failures of one.
/// </summary>
public sealed class SsmAccess : HttpMessageHandler
{
    private readonly SsmAccessOptions _options;
    private readonly RunCommand _run;
    private readonly SemaphoreSlim _places;

    public SsmAccess(IAmazonSimpleSystemsManagement ssm, SsmAccessOptions options, IClock clock)
    {
        _options = options;
        _run = new RunCommand(ssm, options.BastionInstanceId, options.CommandTimeout, clock);
        _places = new SemaphoreSlim(options.Concurrency);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // A header set by somebody else would put the credentials into SSM's history.
        if (request.Headers.Authorization is not null) throw new InvalidOperationException("Credentials do not go through the ssm access; the bastion reads them from their SSM parameter.");
        var body = request.Content is null ? null : await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        var script = CurlScript.For(request, body, _options);
        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var answer = await AskAsync(script, request.Method == HttpMethod.Get || request.Method == HttpMethod.Head, cancellationToken).ConfigureAwait(false);
            var content = new ByteArrayContent(answer.Body);
            if (MediaTypeHeaderValue.TryParse(answer.ContentType, out var type)) content.Headers.ContentType = type;
            return new HttpResponseMessage((HttpStatusCode)answer.Status) { RequestMessage = request, Content = content };
        }
        finally
        {
            _places.Release();
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _places.Dispose();
        base.Dispose(disposing);
    }

    private async Task<(int Status, string ContentType, byte[] Body)> AskAsync(CurlScript script, bool mayRepeat, CancellationToken cancellation)
    {
        var first = CurlOutput.Parse(await _run.RunAsync(script.Text, script.Comment, mayRepeat, cancellation).ConfigureAwait(false), script.Id);
        if (first.CurlExit != 0) throw CurlFailure(first.CurlExit, first.Error);
        var text = new System.Text.StringBuilder(first.Piece);
        if (first.TotalCharacters > _options.MaxAnswerBytes) throw new HttpRequestException(HttpRequestError.ConfigurationLimitExceeded, $"the answer is larger than {_options.MaxAnswerBytes} bytes");
        while (text.Length < first.TotalCharacters)
        {
            // Reading a piece again changes nothing, whatever the request was.
            var next = CurlOutput.Parse(await _run.RunAsync(script.Piece(text.Length), script.Comment, mayRepeat: true, cancellation).ConfigureAwait(false), script.Id);
            if (next.Piece.Length == 0) throw new HttpRequestException(HttpRequestError.ResponseEnded, $"the answer ended after {text.Length} of {first.TotalCharacters} characters");
            text.Append(next.Piece);
        }
        return (first.Status, first.ContentType, Unpack(text.ToString()));
    }

    private byte[] Unpack(string base64)
    {
        try
        {
            using var packed = new GZipStream(new MemoryStream(Convert.FromBase64String(base64)), CompressionMode.Decompress);
            using var body = new MemoryStream();
            var buffer = new byte[BufferBytes];
            int read;
            while ((read = packed.Read(buffer)) > 0)
            {
                if (body.Length + read > _options.MaxAnswerBytes) throw new HttpRequestException(HttpRequestError.ConfigurationLimitExceeded, $"the answer is larger than {_options.MaxAnswerBytes} bytes");
                body.Write(buffer, 0, read);
            }
            return body.ToArray();
        }
        catch (Exception e) when (e is FormatException or InvalidDataException)
        {
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "the answer came back damaged", e);
        }
    }

    private const int BufferBytes = 64 * 1024;

    // curl's exit codes that mean that no request was sent; after any other it may have been.
    private static HttpRequestException CurlFailure(int exit, string error) => new(
        exit switch
        {
            6 => HttpRequestError.NameResolutionError,
            7 => HttpRequestError.ConnectionError,
            35 or 51 or 58 or 60 or 77 => HttpRequestError.SecureConnectionError,
            _ => HttpRequestError.ResponseEnded,
        },
        $"curl on the bastion ended with {exit}: {error}");
}
