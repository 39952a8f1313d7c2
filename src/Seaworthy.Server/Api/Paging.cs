using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Seaworthy.Server.Api;

/// <summary>
/// Which page of a list is asked for: take it as <c>[AsParameters] PageRequest page</c>. Where more follows, the answer's <c>Link</c> header
/// has the address of the next page, so that nobody needs to understand cursors.
/// </summary>
public sealed record PageRequest([property: FromQuery(Name = "limit")] int? Limit, [property: FromQuery(Name = "cursor")] string? Cursor)
{
    public const int DefaultLimit = 50;
    public const int MostLimit = 200;

    /// <summary>Understands it as a page of a list that is ordered by a key of this type: int, long or Guid.</summary>
    public bool TryRead<TKey>([NotNullWhen(true)] out Page<TKey>? page, [NotNullWhen(false)] out Problem? fault)
        where TKey : struct, IParsable<TKey>, IFormattable
    {
        page = null;
        var faults = new InputFaults();
        faults.Require(Limit is null or (>= 1 and <= MostLimit), "limit", $"must be between 1 and {MostLimit}");
        var after = (TKey?)null;
        if (Cursor is not null && (after = Page<TKey>.Read(Cursor)) is null)
            faults.Add("cursor", "is not one of this list's: take it from the Link header of the page before");
        fault = faults.ToProblem();
        if (fault is not null)
            return false;
        page = new Page<TKey>(Limit ?? DefaultLimit, after);
        return true;
    }
}

/// <summary>A page that was asked for: read <see cref="Take"/> rows that follow <see cref="After"/>, and hand them to <see cref="Answer"/>.</summary>
public sealed class Page<TKey>(int limit, TKey? after)
    where TKey : struct, IParsable<TKey>, IFormattable
{
    /// <summary>The key of the last row of the page before; null: this is the first page.</summary>
    public TKey? After => after;

    /// <summary>How many rows to read: one more than is shown, which tells whether another page follows.</summary>
    public int Take => limit + 1;

    /// <summary>The rows as a bare array, and a <c>Link</c> to the next page if one follows.</summary>
    /// <param name="rows">In the order of the list, at most <see cref="Take"/>.</param>
    public Ok<IReadOnlyList<TShape>> Answer<TRow, TShape>(HttpContext http, IReadOnlyList<TRow> rows, Func<TRow, TKey> keyOf, Func<TRow, TShape> shapeOf) =>
        TypedResults.Ok<IReadOnlyList<TShape>>([.. Cut(http, rows, keyOf).Select(shapeOf)]);

    /// <summary>The rows that belong to this page, for those who shape them together; sets the <c>Link</c>.</summary>
    public IReadOnlyList<TRow> Cut<TRow>(HttpContext http, IReadOnlyList<TRow> rows, Func<TRow, TKey> keyOf)
    {
        if (rows.Count <= limit)
            return rows;
        var query = http.Request.Query.Where(part => part.Key is not ("limit" or "cursor")).ToList();
        query.Add(new("limit", limit.ToString(CultureInfo.InvariantCulture)));
        query.Add(new("cursor", Write(keyOf(rows[limit - 1]))));
        http.Response.Headers.Link = $"<{http.Request.Path.ToUriComponent()}{QueryString.Create(query)}>; rel=\"next\"";
        return [.. rows.Take(limit)];
    }

    internal static string Write(TKey key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key.ToString(null, CultureInfo.InvariantCulture)));

    internal static TKey? Read(string cursor)
    {
        if (cursor.Length > 100 || !Base64Url.IsValid(cursor))
            return null;
        return TKey.TryParse(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)), CultureInfo.InvariantCulture, out var key) ? key : null;
    }
}
