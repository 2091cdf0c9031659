using System.Text.Json;
using Quorum.LocalCloud.Host;
using Quorum.LocalCloud.Oci;

namespace Quorum.LocalCloud.DockerEngine;

/// <summary>The images of the embedded engine; layers and configurations lie in the blob store.</summary>
public sealed class EngineStore : IEntryPart
{
    private const int MinIdLength = 4;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly World _world;
    private Dictionary<string, EngineImage> _images = new(StringComparer.Ordinal);

    public EngineStore(World world, BlobStore blobs)
    {
        _world = world;
        Blobs = blobs;
        world.State.Add(this);
    }

    public BlobStore Blobs { get; }

    public string Name => "engine";

    public IReadOnlyList<EngineImage> All() => _world.Do(() => _images.Values.OrderByDescending(i => i.CreatedAt).ThenBy(i => i.Id, StringComparer.Ordinal).ToList());

    /// <summary>By id, beginning of an id, name with tag, or repository with digest; null when there is none.</summary>
    public EngineImage? Find(string name) => _world.Do(() =>
    {
        var hex = name.StartsWith("sha256:", StringComparison.Ordinal) ? name["sha256:".Length..] : name;
        if (hex.Length >= MinIdLength && hex.All(char.IsAsciiHexDigitLower))
        {
            var matches = _images.Values.Where(i => i.Id.AsSpan("sha256:".Length).StartsWith(hex, StringComparison.Ordinal)).Take(2).ToList();
            if (matches.Count == 1) return matches[0];
        }
        if (name.StartsWith("sha256:", StringComparison.Ordinal)) return null;
        var reference = ImageReference.Parse(name);
        return reference.Digest is { } digest
            ? _images.Values.FirstOrDefault(i => i.RepoDigests.Contains($"{reference.Familiar}@{digest}"))
            : _images.Values.FirstOrDefault(i => i.Tags.Contains(reference.Tagged));
    });

    /// <exception cref="EngineException">No such image.</exception>
    public EngineImage Get(string name) => Find(name) ?? throw EngineException.NoSuchImage(name);

    public EngineImage? FindCached(string cacheKey) => _world.Do(() => _images.Values.FirstOrDefault(i => i.CacheKey == cacheKey));

    /// <summary>Adds the image, or finds the one with its id.</summary>
    public EngineImage Add(EngineImage image) => _world.Do(() =>
    {
        if (_images.TryGetValue(image.Id, out var known)) return known;
        _images.Add(image.Id, image);
        Changed(image);
        return image;
    });

    /// <summary>Gives the image the name; another image that had it loses it.</summary>
    public void Tag(EngineImage image, string tagged) => _world.Do(() =>
    {
        foreach (var other in _images.Values) if (other.Tags.Remove(tagged)) Changed(other);
        image.Tags.Add(tagged);
        Changed(image);
    });

    public void Pushed(EngineImage image, string repositoryAtDigest) => _world.Do(() =>
    {
        image.RepoDigests.Add(repositoryAtDigest);
        Changed(image);
    });

    /// <summary>Takes one name away, and the image with its last name; an id takes all names away.</summary>
    /// <returns>What the engine's delete call answers: names untagged, then the id when the image is gone.</returns>
    /// <exception cref="EngineException">No such image, or one of several names meant by an id without force.</exception>
    public (IReadOnlyList<string> Untagged, string? Deleted) Remove(string name, bool force)
    {
        var image = Get(name);
        return _world.Do<(IReadOnlyList<string>, string?)>(() =>
        {
            var byId = image.Id.Contains(name, StringComparison.Ordinal);
            if (byId && image.Tags.Count > 1 && !force)
                throw new EngineException(EngineException.Conflict, $"conflict: unable to delete {image.Id[7..19]} (must be forced) - image is referenced in multiple repositories");
            List<string> untagged = byId ? [.. image.Tags] : [ImageReference.Parse(name) is { Digest: null } r ? r.Tagged : name];
            Changed(image);
            foreach (var tag in untagged)
            {
                image.Tags.Remove(tag);
                image.RepoDigests.Remove(tag);
            }
            if (image.Tags.Count > 0) return (untagged, null);
            _images.Remove(image.Id);
            return (untagged, image.Id);
        });
    }

    public HashSet<Digest> Referenced() => _world.Do(() => _images.Values.SelectMany(i => i.Layers.Select(l => l.Digest).Append(i.Id)).Select(Digest.Parse).ToHashSet());

    public Task SavedAsync() => _world.State.SavedAsync();

    public IEnumerable<string> Keys => _images.Keys;

    public void Write(string key, Utf8JsonWriter writer) => JsonSerializer.Serialize(writer, _images.GetValueOrDefault(key), Json);

    public void Read(IReadOnlyList<KeyValuePair<string, JsonElement>> entries) =>
        _images = entries.ToDictionary(e => e.Key, e => e.Value.Deserialize<EngineImage>(Json)!, StringComparer.Ordinal);

    public void ReadFile(JsonElement json) =>
        _images = (json.Deserialize<List<EngineImage>>(Json) ?? throw new JsonException("the file is empty")).ToDictionary(i => i.Id, StringComparer.Ordinal);

    private void Changed(EngineImage image) => _world.State.Changed(Name, image.Id);
}
