using System.Text.Json;
using System.Text.RegularExpressions;
using Quorum.Pipeline;

namespace Quorum.Images;

/// <summary><c>base.lock.json</c>: which digest a base image's tag had when it was last looked at, so that a tag moved upstream changes nothing here.</summary>
public sealed partial class BaseLock
{
    public const string FileName = "base.lock.json";

    private readonly Dictionary<string, LockedBase> images;

    private BaseLock(Dictionary<string, LockedBase> images) => this.images = images;

    public IReadOnlyDictionary<string, LockedBase> Images => images;

    /// <exception cref="StageException">The file is missing, not JSON, or holds something that is not a digest.</exception>
    public static BaseLock Read(string imageFolder)
    {
        var file = Path.Combine(imageFolder, FileName);
        if (!File.Exists(file)) throw new StageException($"{file} is missing.", "./build.sh PinBaseImage");
        try
        {
            var document = JsonSerializer.Deserialize<LockDocument>(File.ReadAllText(file), Json) ?? throw new JsonException("it is empty");
            foreach (var (name, image) in document.Images)
            {
                if (image.Digest is { } digest && !Digest().IsMatch(digest)) throw new JsonException($"the digest of {name} is not sha256: and 64 hexadecimal digits");
                if (image.Digest is null && string.IsNullOrWhiteSpace(image.Why)) throw new JsonException($"{name} has no digest and no \"why\"");
            }

            return new(new(document.Images, StringComparer.Ordinal));
        }
        catch (Exception error) when (error is JsonException or IOException)
        {
            throw new StageException($"{file} cannot be used: {error.Message}", "git checkout -- images/elasticsearch/base.lock.json, or ./build.sh PinBaseImage", error);
        }
    }

    /// <summary>The digest to build from, or null where the file says that there is none.</summary>
    /// <param name="requirePinned">On an AWS account an unpinned base is refused; on the embedded AWS it is not, so that a clone works offline.</param>
    /// <exception cref="StageException">The reference is not in the file, or is unpinned and must not be.</exception>
    public string? DigestOf(string reference, bool requirePinned)
    {
        var locked = images.GetValueOrDefault(reference)
            ?? images.FirstOrDefault(pair => pair.Key.EndsWith('*') && reference.StartsWith(pair.Key[..^1], StringComparison.Ordinal)).Value;
        if (locked is null && !requirePinned) return null;
        if (locked is null) throw new StageException($"BaseImage {reference} is not in {FileName}.", $"./build.sh PinBaseImage --base-image {reference}");
        if (locked.Digest is null && requirePinned)
            throw new StageException($"BaseImage {reference} has no digest in {FileName} ({locked.Why}).", $"./build.sh PinBaseImage --base-image {reference}");
        return locked.Digest;
    }

    /// <summary>Writes the file with one entry replaced, sorted, so that a refresh is a one-line difference.</summary>
    public static void Write(string imageFolder, string reference, string digest, DateOnly pinned)
    {
        if (!Digest().IsMatch(digest)) throw new StageException($"{digest} is not a digest.", "Ask the registry again.");
        var file = Path.Combine(imageFolder, FileName);
        var images = File.Exists(file) ? new SortedDictionary<string, LockedBase>(Read(imageFolder).images, StringComparer.Ordinal) : new(StringComparer.Ordinal);
        images[reference] = new(digest, pinned.ToString("yyyy-MM-dd"), null);
        var temporary = file + ".new";
        File.WriteAllText(temporary, JsonSerializer.Serialize(new LockDocument(new(images)), Json) + "\n");
        File.Move(temporary, file, overwrite: true);
    }

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.Never,
    };

    private sealed record LockDocument(Dictionary<string, LockedBase> Images);

    [GeneratedRegex("^sha256:[0-9a-f]{64}$")]
    private static partial Regex Digest();
}

/// <param name="Digest"><c>sha256:…</c> of the index or manifest, or null when nothing can be pinned.</param>
/// <param name="Pinned">Day it was looked up, yyyy-MM-dd.</param>
/// <param name="Why">Required when there is no digest.</param>
public sealed record LockedBase(string? Digest, string? Pinned, string? Why);
