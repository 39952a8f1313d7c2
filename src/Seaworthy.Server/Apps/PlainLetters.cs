using System.Globalization;
using System.Text;

namespace Seaworthy.Server.Apps;

/// <summary>
/// Latin letters without their marks: <c>Müller &amp; Søn</c> becomes <c>muller &amp; son</c>. A table, since the server runs without the
/// system's cultural data and so cannot take letters apart by <see cref="string.Normalize()"/>.
/// </summary>
internal static class PlainLetters
{
    /// <summary>A letter, and those that are written as it where there is nothing but ASCII.</summary>
    private static readonly string[] Alike =
    [
        "aàáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ",
        "bḃḅḇƀ",
        "cçćĉċčḉ",
        "dďḋḍḏḑḓđð",
        "eèéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ",
        "fḟ",
        "gĝğġģǧǵḡ",
        "hĥȟḣḥḧḩḫẖħ",
        "iìíîïĩīĭįǐȉȋḭḯỉịı",
        "jĵǰ",
        "kķǩḱḳḵ",
        "lĺļľḷḹḻḽł",
        "mḿṁṃ",
        "nñńņňǹṅṇṉṋŋ",
        "oòóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợø",
        "pṕṗ",
        "rŕŗřȑȓṙṛṝṟ",
        "sśŝşšſșṡṣṥṧṩẛ",
        "tţťțṫṭṯṱẗŧ",
        "uùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự",
        "vṽṿ",
        "wŵẁẃẅẇẉẘ",
        "xẋẍ",
        "yýÿŷȳẏẙỳỵỷỹ",
        "zźżžẑẓẕ",
    ];

    private static readonly Dictionary<char, string> Plain = Alike
        .SelectMany(letters => letters[1..].Select(letter => (Letter: letter, As: letters[..1])))
        .Concat<(char Letter, string As)>([('ß', "ss"), ('İ', "i"), ('æ', "ae"), ('œ', "oe"), ('þ', "th"), ('ĳ', "ij")])
        .ToDictionary(pair => pair.Letter, pair => pair.As);

    /// <summary>In lower case; what is no Latin letter stays as it is, but for marks that stand alone behind their letter.</summary>
    public static string Of(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var letter in text.ToLowerInvariant())
        {
            if (Plain.TryGetValue(letter, out var known))
                plain.Append(known);
            else if (CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark)
                plain.Append(letter);
        }
        return plain.ToString();
    }
}
