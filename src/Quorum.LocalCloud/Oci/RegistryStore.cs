using System.Text.Json;
using Quorum.LocalCloud.Host;

namespace Quorum.LocalCloud.Oci;

/// <param name="Created">False when the image was there already, with this tag or without a tag asked for.</param>
public sealed record PutResult(Digest Digest, ManifestDocument Document, bool Created);

/// <summary>
/// The registry: repositories and their images over the blob store. One truth under the two wires, ECR's and the distribution
/// protocol's. Every change is kept by the world's state before it is answered.
/// </summary>
public sealed class RegistryStore : IEntryPart
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private const string Settings = "repository", Blob = "blob", Image = "image", Tag = "tag", Scans = "scans";
    private readonly World _world;
    private SortedDictionary<string, RepositoryState> _repositories = new(StringComparer.Ordinal);
    private List<ScanPlan> _scanPlans = [];

    public RegistryStore(World world, BlobStore blobs)
    {
        _world = world;
        Blobs = blobs;
        world.State.Add(this);
    }

    public BlobStore Blobs { get; }

    public string Name => "registry";

    /// <summary>Reads under the lock.</summary>
    /// <exception cref="OciException">NAME_UNKNOWN.</exception>
    public T Read<T>(string repository, Func<RepositoryState, T> read) => _world.Do(() => read(Required(repository)));

    /// <summary>All repositories, by name, under the lock.</summary>
    public T ReadAll<T>(Func<IReadOnlyDictionary<string, RepositoryState>, T> read) => _world.Do(() => read(_repositories));

    /// <summary>Changes settings under the lock; the caller awaits <see cref="SavedAsync"/> before it answers.</summary>
    /// <exception cref="OciException">NAME_UNKNOWN.</exception>
    public T Change<T>(string repository, Func<RepositoryState, T> change) => _world.Do(() =>
    {
        var result = change(Required(repository));
        Changed(Settings, repository);
        return result;
    });

    public Task SavedAsync() => _world.State.SavedAsync();

    /// <returns>False when a repository of that name exists.</returns>
    public bool Create(RepositoryState repository) => _world.Do(() =>
    {
        if (!_repositories.TryAdd(repository.Name, repository)) return false;
        Changed(Settings, repository.Name);
        return true;
    });

    public void Delete(string repository) => _world.Do(() =>
    {
        if (!_repositories.Remove(repository, out var removed)) return;
        foreach (var key in KeysOf(removed)) _world.State.Changed(Name, key);
    });

    /// <summary>Makes a blob that is in the blob store part of a repository.</summary>
    public void Link(string repository, Digest digest) => _world.Do(() =>
    {
        if (Required(repository).Blobs.Add(digest.ToString())) Changed(Blob, repository, digest.ToString());
    });

    /// <summary>True when the blob was pushed or mounted into the repository and its bytes are there.</summary>
    public bool HasBlob(string repository, Digest digest) =>
        Read(repository, r => r.Blobs.Contains(digest.ToString())) && Blobs.Exists(digest);

    /// <summary>Takes a manifest: checks it, its references and the tag rules, then keeps bytes, image and tag together.</summary>
    /// <param name="reference">A tag, or the manifest's own digest; null for the digest.</param>
    /// <exception cref="OciException">MANIFEST_INVALID, MANIFEST_BLOB_UNKNOWN, DIGEST_INVALID, TAG_INVALID, NAME_UNKNOWN, SIZE_INVALID.</exception>
    public PutResult PutManifest(string repository, ReadOnlySpan<byte> content, string? contentType, string? reference)
    {
        if (content.Length > RegistryLimits.MaxManifestBytes) throw OciException.SizeInvalid($"A manifest may have at most {RegistryLimits.MaxManifestBytes} bytes.");
        Read(repository, _ => true);
        var digest = Digest.Of(content);
        string? tag = null;
        if (Digest.TryParse(reference, out var named))
        {
            if (named != digest) throw OciException.DigestInvalid($"The manifest has the digest {digest}, not {named} as stated.");
        }
        else if (reference is not null)
        {
            if (!RegistryNames.IsTag(reference)) throw new OciException(400, "TAG_INVALID", $"'{reference}' is not a tag.");
            tag = reference;
        }
        var document = ManifestDocument.Parse(content, contentType);
        // bytes first: a manifest that nothing names is harmless, a name without a manifest is not
        Blobs.Put(content);
        var length = content.Length;
        return _world.Do(() => Keep(Required(repository), digest, document, length, tag));
    }

    /// <summary>Removes one tag; the image goes with its last tag. A digest removes the image with all its tags.</summary>
    /// <returns>False when there is no such image.</returns>
    public bool DeleteImage(string repository, string reference) => _world.Do(() =>
    {
        var r = Required(repository);
        if (r.Tags.Remove(reference, out var tagged))
        {
            Changed(Tag, repository, reference);
            return r.TagsOf(tagged).Any() || Remove(r, tagged);
        }
        foreach (var tag in r.TagsOf(reference).ToList())
        {
            r.Tags.Remove(tag);
            Changed(Tag, repository, tag);
        }
        return Remove(r, reference);
    });

    /// <summary>Adds results that scans of matching images give from now on, and gives them to the images that are there.</summary>
    public void Plan(ScanPlan plan) => _world.Do(() =>
    {
        _scanPlans.Add(plan);
        foreach (var repository in _repositories.Values)
        {
            foreach (var image in repository.Images.Values.Where(i => plan.Matches(repository, i)))
            {
                image.Scan = plan.Result(_world.UtcNow);
                Changed(Image, repository.Name, image.Digest);
            }
        }
        _world.State.Changed(Name, Scans);
    });

    /// <summary>Scans at once: with the newest plan that matches, else completely and without findings.</summary>
    public void Scan(RepositoryState repository, ImageState image)
    {
        var plan = _scanPlans.LastOrDefault(p => p.Matches(repository, image)) ?? ScanPlan.Clean;
        image.Scan = plan.Result(_world.UtcNow);
        Changed(Image, repository.Name, image.Digest);
    }

    /// <summary>Blobs and manifests that some image refers to.</summary>
    public HashSet<Digest> Referenced() => _world.Do(() =>
    {
        var all = _repositories.Values.SelectMany(r => r.Images.Values).SelectMany(i => i.References.Append(i.Digest));
        return all.Select(Digest.Parse).ToHashSet();
    });

    public IEnumerable<string> Keys => _repositories.Values.SelectMany(KeysOf).Append(Scans);

    public void Write(string key, Utf8JsonWriter writer)
    {
        var words = key.Split(' ');
        var repository = words.Length > 1 ? _repositories.GetValueOrDefault(words[1]) : null;
        switch (words[0])
        {
            case Scans: JsonSerializer.Serialize(writer, _scanPlans, Json); break;
            case Settings: JsonSerializer.Serialize(writer, repository?.WithoutContent(), Json); break;
            case Blob when repository?.Blobs.Contains(words[2]) == true: writer.WriteBooleanValue(true); break;
            case Image: JsonSerializer.Serialize(writer, repository?.Images.GetValueOrDefault(words[2]), Json); break;
            case Tag: writer.WriteStringValue(repository?.Tags.GetValueOrDefault(words[2])); break;
            default: writer.WriteNullValue(); break;
        }
    }

    public void Read(IReadOnlyList<KeyValuePair<string, JsonElement>> entries)
    {
        foreach (var (key, value) in entries)
        {
            var words = key.Split(' ');
            switch (words[0])
            {
                case Scans: _scanPlans = value.Deserialize<List<ScanPlan>>(Json)!; break;
                case Settings: _repositories[words[1]] = value.Deserialize<RepositoryState>(Json)!; break;
                case Blob: _repositories[words[1]].Blobs.Add(words[2]); break;
                case Image: _repositories[words[1]].Images[words[2]] = value.Deserialize<ImageState>(Json)!; break;
                case Tag: _repositories[words[1]].Tags[words[2]] = value.GetString()!; break;
                default: throw new JsonException($"the entry '{key}' is not known");
            }
        }
    }

    public void ReadFile(JsonElement json)
    {
        var kept = json.Deserialize<Kept>(Json) ?? throw new JsonException("the file is empty");
        _repositories = new SortedDictionary<string, RepositoryState>(kept.Repositories, StringComparer.Ordinal);
        _scanPlans = kept.ScanPlans;
    }

    private void Changed(params ReadOnlySpan<string?> words) => _world.State.Changed(Name, string.Join(' ', words));

    private static IEnumerable<string> KeysOf(RepositoryState r) =>
        r.Blobs.Select(b => $"{Blob} {r.Name} {b}").Concat(r.Images.Keys.Select(i => $"{Image} {r.Name} {i}")).Concat(r.Tags.Keys.Select(t => $"{Tag} {r.Name} {t}"))
            .Prepend($"{Settings} {r.Name}");

    private bool Remove(RepositoryState repository, string digest)
    {
        if (!repository.Images.Remove(digest)) return false;
        Changed(Image, repository.Name, digest);
        return true;
    }

    private RepositoryState Required(string repository) =>
        _repositories.GetValueOrDefault(repository) ?? throw OciException.NameUnknown(repository, World.Account);

    private PutResult Keep(RepositoryState repository, Digest digest, ManifestDocument document, int length, string? tag)
    {
        var id = digest.ToString();
        if (tag is not null && repository.Tags.ContainsKey(tag) && repository.Mutability.IsImmutable(tag)) throw OciException.TagImmutable(tag, repository.Name);
        var known = repository.Images.ContainsKey(id);
        var created = !known || (tag is not null && repository.Tags.GetValueOrDefault(tag) != id);
        if (!known)
        {
            var image = new ImageState
            {
                Digest = id,
                MediaType = document.MediaType,
                ArtifactType = document.ArtifactType,
                Subject = document.Subject?.Digest.ToString(),
                ManifestSize = length,
                Size = Check(repository, document),
                PushedAt = _world.UtcNow,
                References = [.. References(document).Select(d => d.Digest.ToString())],
            };
            repository.Images.Add(id, image);
            if (tag is not null) repository.Tags[tag] = id;
            if (repository.ScanOnPush && !MediaTypes.IsIndex(document.MediaType)) Scan(repository, image);
        }
        else if (tag is not null)
        {
            repository.Tags[tag] = id;
        }
        if (!known) Changed(Image, repository.Name, id);
        if (created && tag is not null) Changed(Tag, repository.Name, tag);
        return new PutResult(digest, document, created);
    }

    private long Check(RepositoryState repository, ManifestDocument document)
    {
        foreach (var blob in References(document).Where(_ => document.Config is not null))
        {
            var length = repository.Blobs.Contains(blob.Digest.ToString()) ? Blobs.Length(blob.Digest) : null;
            if (length is null) throw OciException.ManifestBlobUnknown(blob.Digest);
            if (length != blob.Size) throw OciException.ManifestInvalid($"{blob.Digest} has {length} bytes, the manifest says {blob.Size}.");
        }
        long largest = 0;
        foreach (var manifest in document.Manifests)
        {
            if (!repository.Images.TryGetValue(manifest.Digest.ToString(), out var image)) throw OciException.ManifestBlobUnknown(manifest.Digest);
            largest = Math.Max(largest, image.Size);
        }
        return document.Config is null ? largest : document.Config.Size + document.Layers.Sum(l => l.Size);
    }

    private static IEnumerable<Descriptor> References(ManifestDocument document) =>
        document.Config is null ? document.Manifests : document.Layers.Where(l => !l.Foreign).Prepend(document.Config);

    private sealed record Kept(SortedDictionary<string, RepositoryState> Repositories, List<ScanPlan> ScanPlans);
}
