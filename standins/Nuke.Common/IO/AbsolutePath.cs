using System.ComponentModel;
using System.Globalization;

namespace Nuke.Common.IO;

public interface IAbsolutePathHolder
{
    AbsolutePath Path { get; }
}

/// <summary>A rooted, normalised path; it need not exist.</summary>
[TypeConverter(typeof(TypeConverter))]
public class AbsolutePath : IAbsolutePathHolder, IFormattable
{
    private readonly string _path;

    private AbsolutePath(string path) => _path = path;

    AbsolutePath IAbsolutePathHolder.Path => this;

    public string Name => System.IO.Path.GetFileName(_path);

    public string NameWithoutExtension => System.IO.Path.GetFileNameWithoutExtension(_path);

    public string Extension => System.IO.Path.GetExtension(_path);

    /// <summary>Null for a root.</summary>
    public AbsolutePath Parent => System.IO.Path.GetDirectoryName(_path);

    public static AbsolutePath Create(string path)
    {
        Assert.True(System.IO.Path.IsPathRooted(path), $"Path '{path}' must be rooted");
        var normal = System.IO.Path.GetFullPath(path);
        return new AbsolutePath(
            normal.Length > System.IO.Path.GetPathRoot(normal)!.Length ? System.IO.Path.TrimEndingDirectorySeparator(normal) : normal);
    }

    public static implicit operator AbsolutePath(string path) => path == null ? null : Create(path);

    public static implicit operator string(AbsolutePath path) => path?.ToString();

    public static AbsolutePath operator /(AbsolutePath left, string right)
    {
        Assert.False(System.IO.Path.IsPathRooted(right), $"Second path '{right}' must not be rooted");
        return Create(System.IO.Path.Combine(left.NotNull()._path, right ?? ""));
    }

    public static AbsolutePath operator /(AbsolutePath left, Range range)
    {
        Assert.True(range.Equals(Range.All), "Only '..' is a range here");
        return left.Parent;
    }

    public static AbsolutePath operator +(AbsolutePath left, string right) => Create(left._path + right);

    public static bool operator ==(AbsolutePath a, AbsolutePath b) => Equals(a, b);

    public static bool operator !=(AbsolutePath a, AbsolutePath b) => !Equals(a, b);

    public override bool Equals(object obj) =>
        obj is AbsolutePath other && string.Equals(
            _path,
            other._path,
            _path.StartsWith('/') ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(_path);

    public override string ToString() => _path;

    public string ToString(string format) => ((IFormattable)this).ToString(format, CultureInfo.InvariantCulture);

    /// <summary>d: in double quotes; dn: so if it has spaces; s, sn: in single quotes; nq or nothing: as it is.</summary>
    string IFormattable.ToString(string format, IFormatProvider formatProvider) => format switch
    {
        "d" => $"\"{_path}\"",
        "dn" => _path.Contains(' ') ? $"\"{_path}\"" : _path,
        "s" => $"'{_path}'",
        "sn" => _path.Contains(' ') ? $"'{_path}'" : _path,
        null or "" or "nq" => _path,
        _ => throw new ArgumentException($"Format '{format}' is not known", nameof(format)),
    };

    /// <summary>Text to path; a relative one starts in the working directory.</summary>
    public class TypeConverter : System.ComponentModel.TypeConverter
    {
        public override bool CanConvertFrom(ITypeDescriptorContext context, Type sourceType) =>
            sourceType == typeof(string) || base.CanConvertFrom(context, sourceType);

        public override object ConvertFrom(ITypeDescriptorContext context, CultureInfo culture, object value) =>
            value is string text ? Create(System.IO.Path.GetFullPath(text)) : base.ConvertFrom(context, culture, value);
    }
}
