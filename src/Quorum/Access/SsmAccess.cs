using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Amazon.SimpleSystemsManagement;
using Quorum.Pipeline;

namespace Quorum.Access;

/// <param name="User">User of the cluster; null when it has no security.</param>
/// <param name="PasswordParameter">Name of the SecureString with the user's password. The bastion reads it itself: a command's text is kept in SSM's history.</param>
/// <param name="CaParameter">Name of the parameter with the CA, PEM; null for plain HTTP.</param>
public sealed record SsmAccessOptions(string? User, string? PasswordParameter, string? CaParameter)
{
    /// <summary>Commands at a time; the account's limit is shared with everybody else's.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>For the request itself on the bastion; longer than Elasticsearch is ever asked to wait before it answers.</summary>
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
    private readonly IClock _clock;
    private readonly SsmAccessOptions _options;
    private readonly RunCommand _run;
    private readonly SemaphoreSlim _places;

    /// <param name="bastion">Instance that runs the SSM agent, curl and the AWS CLI, and reaches the cluster; asked before each command.</param>
    public SsmAccess(IAmazonSimpleSystemsManagement ssm, Func<CancellationToken, Task<string>> bastion, SsmAccessOptions options, IClock clock)
    {
        (_options, _clock) = (options, clock);
        _run = new RunCommand(ssm, bastion, options.CommandTimeout, clock);
        _places = new SemaphoreSlim(options.Concurrency);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // A header set by somebody else would put the credentials into SSM's history.
        if (request.Headers.Authorization is not null) throw new InvalidOperationException("Credentials do not go through the ssm access; the bastion reads them from their SSM parameter.");
        var body = request.Content is null ? null : await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var answer = await AskAsync(request, body, cancellationToken).ConfigureAwait(false);
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

    private async Task<(int Status, string ContentType, byte[] Body)> AskAsync(HttpRequestMessage request, byte[]? body, CancellationToken cancellation)
    {
        var mayRepeat = request.Method == HttpMethod.Get || request.Method == HttpMethod.Head;
        var (script, first) = await RepeatAsync(mayRepeat, async () =>
        {
            // Another id for each try: the answer of one whose fate is not known must not pass for that of the next.
            var made = CurlScript.For(request, body, _options);
            return (made, await RunAsync(made.Id, made.Text, made.Comment, cancellation).ConfigureAwait(false));
        }, cancellation).ConfigureAwait(false);
        if (first.CurlExit != 0) throw CurlFailure(first.CurlExit, first.Error);
        var text = new System.Text.StringBuilder(first.Piece);
        if (first.TotalCharacters > _options.MaxAnswerBytes) throw new HttpRequestException(HttpRequestError.ConfigurationLimitExceeded, $"the answer is larger than {_options.MaxAnswerBytes} bytes");
        while (text.Length < first.TotalCharacters)
        {
            // Reading a piece again changes nothing, whatever the request was.
            var next = await RepeatAsync(true, () => RunAsync(script.Id, script.Piece(text.Length), script.Comment, cancellation), cancellation).ConfigureAwait(false);
            if (next.Piece.Length == 0) throw new HttpRequestException(HttpRequestError.ResponseEnded, $"the answer ended after {text.Length} of {first.TotalCharacters} characters");
            text.Append(next.Piece);
        }
        return (first.Status, first.ContentType, Unpack(text.ToString()));
    }

    private async Task<CurlOutput> RunAsync(string id, string script, string comment, CancellationToken cancellation)
    {
        var output = await _run.RunAsync(script, comment, cancellation).ConfigureAwait(false);
        return output.Exit == CurlScript.NothingSent
            ? throw new HttpRequestException(HttpRequestError.ConnectionError, $"the bastion sent nothing: {output.Error.Trim()}; a parameter cannot be read by its role, or a tool is missing there")
            : CurlOutput.Parse(output.Output, id);
    }

    /// <summary>What may have been done is done again only where that changes nothing.</summary>
    private async Task<T> RepeatAsync<T>(bool mayRepeat, Func<Task<T>> attempt, CancellationToken cancellation)
    {
        for (var number = 1; ; number++)
        {
            try
            {
                return await attempt().ConfigureAwait(false);
            }
            catch (HttpRequestException e) when (number < Attempts && mayRepeat && e.HttpRequestError == HttpRequestError.ResponseEnded)
            {
                await _clock.Delay(RetryPause * number, cancellation).ConfigureAwait(false);
            }
        }
    }

    private const int Attempts = 3;
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(200);

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
