namespace Quorum.Tests.Images;

/// <summary>Finds the checkout these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string ImageFolder => Path.Combine(Root, "images", "elasticsearch");

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Quorum.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("no Quorum.slnx above the test program");
    }
}
