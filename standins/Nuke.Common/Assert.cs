using System.Runtime.CompilerServices;

namespace Nuke.Common;

/// <summary>Checks that end a target.</summary>
public static class Assert
{
    public static void Fail(string message, Exception exception = null) => throw new Exception(message, exception);

    public static void True(bool condition, string message = null, [CallerArgumentExpression("condition")] string argumentExpression = null)
    {
        if (!condition)
            throw new ArgumentException(message ?? "Expected condition to be true", message == null ? argumentExpression : null);
    }

    public static void False(bool condition, string message = null, [CallerArgumentExpression("condition")] string argumentExpression = null)
    {
        if (condition)
            throw new ArgumentException(message ?? "Expected condition to be false", message == null ? argumentExpression : null);
    }

    public static T NotNull<T>(this T obj, string message = null, [CallerArgumentExpression("obj")] string argumentExpression = null)
        where T : class
    {
        if (obj == null)
            throw new ArgumentNullException(argumentExpression, message ?? "Expected object to be not null");
        return obj;
    }

    public static T? NotNull<T>(this T? obj, string message = null, [CallerArgumentExpression("obj")] string argumentExpression = null)
        where T : struct
    {
        if (obj == null)
            throw new ArgumentNullException(argumentExpression, message ?? "Expected object to be not null");
        return obj;
    }

    public static string NotNullOrEmpty(this string str, string message = null, [CallerArgumentExpression("str")] string argumentExpression = null)
    {
        True(!string.IsNullOrEmpty(str), message ?? "Expected string to be not null or empty", argumentExpression);
        return str;
    }

    public static string NotNullOrWhiteSpace(this string str, string message = null, [CallerArgumentExpression("str")] string argumentExpression = null)
    {
        True(!string.IsNullOrWhiteSpace(str), message ?? "Expected string to be not null or whitespace", argumentExpression);
        return str;
    }

    public static IReadOnlyCollection<T> NotEmpty<T>(this IReadOnlyCollection<T> collection, string message = null, [CallerArgumentExpression("collection")] string argumentExpression = null)
    {
        True(collection is { Count: > 0 }, message ?? "Expected collection to be not empty", argumentExpression);
        return collection;
    }

    public static void Empty<T>(this IReadOnlyCollection<T> collection, string message = null, [CallerArgumentExpression("collection")] string argumentExpression = null) =>
        True(collection.Count == 0, message ?? "Expected collection to be empty", argumentExpression);

    public static void Count<T>(this IReadOnlyCollection<T> collection, int length, string message = null, [CallerArgumentExpression("collection")] string argumentExpression = null) =>
        True(collection.Count == length, message ?? $"Expected collection to have length {length}", argumentExpression);

    public static T HasSingleItem<T>(this IReadOnlyCollection<T> collection, string message = null, [CallerArgumentExpression("collection")] string argumentExpression = null)
    {
        True(collection.Count == 1, message ?? "Expected collection to have a single item", argumentExpression);
        return collection.Single();
    }

    public static void FileExists(string path, string message = null, [CallerArgumentExpression("path")] string argumentExpression = null) =>
        True(File.Exists(path), message ?? $"Expected file to exist: {path}", argumentExpression);

    public static void DirectoryExists(string path, string message = null, [CallerArgumentExpression("path")] string argumentExpression = null) =>
        True(Directory.Exists(path), message ?? $"Expected directory to exist: {path}", argumentExpression);
}
