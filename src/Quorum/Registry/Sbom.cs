using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Quorum.Images;
using Quorum.Settings;

namespace Quorum.Registry;

/// <summary>
/// What the image is made of, as CycloneDX 1.6 JSON: base image, Elasticsearch, and each file this repository adds. The packages inside the
/// base image are not listed, and the document says so ("incomplete"): its publisher's own SBOM has them. The same image gives the same bytes.
/// </summary>
public static class Sbom
{
    public const string MediaType = "application/vnd.cyclonedx+json";

    public const string FileName = "sbom.cdx.json";

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, NewLine = "\n" };

    public static byte[] Create(QuorumSettings settings, BuiltImage image, RepositoryUri repository, string digest)
    {
        const string baseReference = "base-image";
        const string elasticsearch = "elasticsearch";
        var components = new JsonArray(
            Component("container", baseReference, Before(settings.BaseImage), After(settings.BaseImage), image.BaseDigest),
            new JsonObject
            {
                ["type"] = "application",
                ["bom-ref"] = elasticsearch,
                ["name"] = "elasticsearch",
                ["version"] = settings.ElasticsearchVersion,
                ["purl"] = $"pkg:generic/elasticsearch@{settings.ElasticsearchVersion}",
            });
        foreach (var entry in image.Context.Entries.Where(entry => entry.Kind == ContextKind.File))
        {
            components.Add(new JsonObject
            {
                ["type"] = "file",
                ["bom-ref"] = $"file:{entry.Path}",
                ["name"] = entry.Path,
                ["hashes"] = Hash(Convert.ToHexStringLower(entry.Sha256.Span)),
            });
        }

        var subject = Component("container", "image", repository.Name, image.Tag, digest);
        subject["purl"] = $"pkg:oci/{repository.Name[(repository.Name.LastIndexOf('/') + 1)..]}@{Uri.EscapeDataString(digest)}?repository_url={Uri.EscapeDataString(repository.ToString())}&tag={image.Tag}";
        var document = new JsonObject
        {
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["serialNumber"] = $"urn:uuid:{new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(digest)).AsSpan(0, 16))}",
            ["version"] = 1,
            ["metadata"] = new JsonObject
            {
                ["component"] = subject,
                ["properties"] = new JsonArray(new JsonObject { ["name"] = "quorum:platform", ["value"] = settings.Platform }),
            },
            ["components"] = components,
            ["compositions"] = new JsonArray(new JsonObject { ["aggregate"] = "incomplete", ["assemblies"] = new JsonArray(baseReference, elasticsearch) }),
        };
        return Encoding.UTF8.GetBytes(document.ToJsonString(Json) + "\n");
    }

    private static JsonObject Component(string type, string reference, string name, string version, string? digest)
    {
        var component = new JsonObject { ["type"] = type, ["bom-ref"] = reference, ["name"] = name, ["version"] = version };
        if (digest is not null) component["hashes"] = Hash(digest["sha256:".Length..]);
        return component;
    }

    private static JsonArray Hash(string hexadecimal) => new(new JsonObject { ["alg"] = "SHA-256", ["content"] = hexadecimal });

    private static string Before(string reference) => reference[..reference.LastIndexOf(':')];

    private static string After(string reference) => reference[(reference.LastIndexOf(':') + 1)..];
}
