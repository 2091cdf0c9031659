using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Quorum.Pipeline;

namespace Quorum.Bench.Measuring;

/// <summary>Uploads one blob as any OCI client does: POST for a place, PUT with the digest.</summary>
internal sealed class BlobUpload(string address, string? token)
{
    private const string Repository = "bench/blobs";
    private const int Bytes = 64 << 10;
    private readonly byte[] _content = RandomNumberGenerator.GetBytes(Bytes);

    public static async Task<BlobUpload> ToEmbeddedAsync(string address)
    {
        using var http = new HttpClient();
        return new(address, await AwsCall.RegistryTokenAsync(http, address, Repository));
    }

    public async Task SendAsync(HttpClient http, long number)
    {
        var blob = (byte[])_content.Clone();
        BinaryPrimitives.WriteInt64LittleEndian(blob, number);
        using var begin = Request(HttpMethod.Post, new Uri($"{address}/v2/{Repository}/blobs/uploads/"));
        using var begun = await http.SendAsync(begin);
        var place = new Uri(new Uri(address), begun.EnsureSuccessStatusCode().Headers.Location ?? throw new StageException("The registry names no place for an upload.", ""));
        var digest = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(blob))}";
        using var put = Request(HttpMethod.Put, new Uri($"{place}{(place.Query.Length > 0 ? '&' : '?')}digest={digest}"));
        put.Content = new ByteArrayContent(blob);
        using var done = await http.SendAsync(put);
        done.EnsureSuccessStatusCode();
    }

    private HttpRequestMessage Request(HttpMethod method, Uri to)
    {
        var request = new HttpRequestMessage(method, to);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Basic", token);
        return request;
    }
}
