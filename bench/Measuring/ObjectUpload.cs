using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Quorum.Bench.Measuring;

/// <summary>Uploads one object to S3: what comes nearest to a blob where there is no registry.</summary>
internal sealed class ObjectUpload(string address)
{
    private const string Bucket = "bench";
    private const int Bytes = 64 << 10;
    private readonly byte[] _content = RandomNumberGenerator.GetBytes(Bytes);

    public static async Task<ObjectUpload> ToAsync(string address)
    {
        using var http = new HttpClient();
        using var made = await http.SendAsync(Request(new Uri($"{address}/{Bucket}")));
        made.EnsureSuccessStatusCode();
        return new(address);
    }

    public async Task SendAsync(HttpClient http, long number)
    {
        var content = (byte[])_content.Clone();
        BinaryPrimitives.WriteInt64LittleEndian(content, number);
        using var put = Request(new Uri($"{address}/{Bucket}/{number}"));
        put.Content = new ByteArrayContent(content);
        using var done = await http.SendAsync(put);
        done.EnsureSuccessStatusCode();
    }

    private static HttpRequestMessage Request(Uri to)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, to);
        request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0");
        return request;
    }
}
