namespace Quorum.LocalCloud.Oci;

/// <summary>
/// Blobs by digest, one file each, shared by all repositories and the Docker engine. A file under its final name is complete and has
/// that digest: content is hashed while it is written elsewhere and only then renamed.
/// </summary>
public sealed class BlobStore
{
    private readonly string _blobs;

    /// <param name="folder">Holds <c>sha256/ab/abcd…</c> and <c>uploads/</c>; made when it does not exist.</param>
    public BlobStore(string folder)
    {
        _blobs = Path.Combine(folder, "sha256");
        UploadFolder = Path.Combine(folder, "uploads");
        Directory.CreateDirectory(_blobs);
        Directory.CreateDirectory(UploadFolder);
    }

    public string UploadFolder { get; }

    public string PathOf(Digest digest) => Path.Combine(_blobs, digest.Hex[..2], digest.Hex);

    public bool Exists(Digest digest) => File.Exists(PathOf(digest));

    /// <summary>Bytes of the blob, or null when there is none.</summary>
    public long? Length(Digest digest) => new FileInfo(PathOf(digest)) is { Exists: true } file ? file.Length : null;

    /// <exception cref="OciException">BLOB_UNKNOWN.</exception>
    public FileStream OpenRead(Digest digest)
    {
        try
        {
            return new FileStream(PathOf(digest), new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.Read | FileShare.Delete, Options = FileOptions.SequentialScan });
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw OciException.BlobUnknown(digest);
        }
    }

    /// <summary>Whole content of a small blob (a manifest or an image configuration).</summary>
    public byte[] ReadSmall(Digest digest)
    {
        using var stream = OpenRead(digest);
        if (stream.Length > RegistryLimits.MaxManifestBytes) throw OciException.SizeInvalid($"{digest} is larger than {RegistryLimits.MaxManifestBytes} bytes.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    public Digest Put(ReadOnlySpan<byte> content)
    {
        var digest = Digest.Of(content);
        if (Exists(digest)) return digest;
        var temporary = Path.Combine(UploadFolder, Path.GetRandomFileName());
        File.WriteAllBytes(temporary, content);
        Adopt(temporary, digest);
        return digest;
    }

    /// <summary>Moves a complete file to its digest's name. A blob that is there already wins: it has the same content.</summary>
    public void Adopt(string file, Digest digest)
    {
        var path = PathOf(digest);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(file, path, overwrite: true);
    }

    /// <summary>Removes blobs not in <paramref name="referenced"/> and left-over uploads, both only when not touched for <see cref="RegistryLimits.OrphanAge"/>.</summary>
    /// <returns>Number of blobs removed.</returns>
    public int RemoveOrphans(IReadOnlySet<Digest> referenced, DateTimeOffset now)
    {
        var before = (now - RegistryLimits.OrphanAge).UtcDateTime;
        foreach (var upload in new DirectoryInfo(UploadFolder).EnumerateFiles())
        {
            if (upload.LastWriteTimeUtc < before) upload.Delete();
        }
        var removed = 0;
        foreach (var file in new DirectoryInfo(_blobs).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            if (file.LastWriteTimeUtc >= before || !Digest.TryParse("sha256:" + file.Name, out var digest) || referenced.Contains(digest)) continue;
            file.Delete();
            removed++;
        }
        return removed;
    }
}
