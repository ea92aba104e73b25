package io.orchestratex.gateway.console.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What a table shows, as its address says, and the addresses of what it could show. Everything that
 * a person sets is in the address, and services answer for the whole set, never for a page.
 *
 * @param values of the filters that are set
 * @param sort the column it is sorted by, with a minus before it for the greatest first; null for
 *     the table's own order
 * @param page from 1 on
 * @param size rows on a page
 */
public record TableQuery(
    String path,
    List<Filter> filters,
    Map<String, String> values,
    @Nullable String sort,
    int page,
    int size) {

  static final int DEFAULT_SIZE = 25;

  private static final List<Integer> SIZES = List.of(10, DEFAULT_SIZE, 50, 100);
  private static final int LAST_OFFSET = 100_000;
  private static final int LONGEST_VALUE = 200;

  public TableQuery {
    filters = List.copyOf(filters);
    values = Map.copyOf(values);
  }

  /**
   * What an address asks for; what is not known is passed over.
   *
   * @param path of the table
   * @param sorts names of the columns that it can be sorted by
   */
  public static TableQuery of(Visit visit, String path, List<Filter> filters, List<String> sorts) {
    Map<String, String> given = new LinkedHashMap<>();
    filters.forEach(filter -> {
      String value = visit.parameter(filter.name());
      if (value != null) {
        given.put(filter.name(), value);
      }
    });
    int size = number(visit.parameter("size"), DEFAULT_SIZE);
    return of(
        path,
        filters,
        given,
        sorts,
        visit.parameter("sort"),
        number(visit.parameter("page"), 1),
        size);
  }

  /** What a form about the rows of a table says about the table, in fields named {@code f.…}. */
  public static TableQuery of(Form form, String path, List<Filter> filters) {
    Map<String, String> given = new LinkedHashMap<>();
    filters.forEach(filter -> {
      String value = form.text("f." + filter.name());
      if (value != null) {
        given.put(filter.name(), value);
      }
    });
    return of(path, filters, given, List.of(), null, 1, DEFAULT_SIZE);
  }

  private static TableQuery of(
      String path,
      List<Filter> filters,
      Map<String, String> given,
      List<String> sorts,
      @Nullable String sort,
      int page,
      int size) {
    Map<String, String> values = new LinkedHashMap<>();
    for (Filter filter : filters) {
      String value = given.get(filter.name());
      if (value != null && value.length() <= LONGEST_VALUE && allows(filter, value)) {
        values.put(filter.name(), value);
      }
    }
    int rows = SIZES.contains(size) ? size : DEFAULT_SIZE;
    boolean sortable =
        sort != null && sorts.contains(sort.startsWith("-") ? sort.substring(1) : sort);
    return new TableQuery(
        path,
        filters,
        values,
        sortable ? sort : null,
        Math.clamp(page, 1, LAST_OFFSET / rows + 1),
        rows);
  }

  private static boolean allows(Filter filter, String value) {
    return switch (filter) {
      case Filter.Choice choice ->
          choice.options().stream().anyMatch(option -> option.value().equals(value));
      case Filter.Text _, Filter.Hidden _ -> true;
    };
  }

  private static int number(@Nullable String text, int otherwise) {
    try {
      return text == null ? otherwise : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  /** The value of a filter, or null. */
  public @Nullable String value(String filter) {
    return values.get(filter);
  }

  /** How many rows lie before this page. */
  public long offset() {
    return (long) (page - 1) * size;
  }

  public boolean isFiltered() {
    return !values.isEmpty();
  }

  /** The address of what is shown. */
  public String address() {
    return address(path, values, sort, page);
  }

  /** The address of another page. */
  public String address(int other) {
    return address(path, values, sort, other);
  }

  /** The address without filters. */
  public String unfiltered() {
    return address(path, Map.of(), sort, 1);
  }

  /** The address sorted by a column: upwards, then downwards, then in the table's own order. */
  String sortedBy(String column) {
    String next = column.equals(sort) ? "-" + column : ("-" + column).equals(sort) ? null : column;
    return address(path, values, next, 1);
  }

  /** How a column sorts the table, as {@code aria-sort} says it; null where it does not. */
  @Nullable String ariaSort(String column) {
    return column.equals(sort) ? "ascending" : ("-" + column).equals(sort) ? "descending" : null;
  }

  /** The address of all that match, as a file. */
  public String csv() {
    return address(path + ".csv", values, sort, 1);
  }

  /** The last page of so many rows. */
  int lastPage(long total) {
    return (int) Math.clamp((total + size - 1) / size, 1, LAST_OFFSET / size + 1);
  }

  private String address(
      String place, Map<String, String> filtered, @Nullable String sorted, int shown) {
    StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
    for (Filter filter : filters) {
      String value = filtered.get(filter.name());
      if (value != null) {
        query.add(filter.name() + "=" + URLEncoder.encode(value, UTF_8));
      }
    }
    if (sorted != null) {
      query.add("sort=" + URLEncoder.encode(sorted, UTF_8));
    }
    if (size != DEFAULT_SIZE) {
      query.add("size=" + size);
    }
    if (shown > 1) {
      query.add("page=" + shown);
    }
    return place + query;
  }
}
