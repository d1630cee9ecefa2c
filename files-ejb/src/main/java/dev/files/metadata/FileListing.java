package dev.files.metadata;

import java.util.List;
import java.util.Optional;

/** The files of a caller. What expired by the database's clock is absent. */
public interface FileListing {
  /** The most files of one page. */
  int MOST_LISTED = 1000;

  /**
   * Files, the latest first.
   *
   * @param next where the next page begins; empty: this is the last one
   */
  record Page(List<FileView> files, Optional<FilePlace> next) {}

  /**
   * Lists files, a page at a time. A search looks at a bounded number of files, so a page may have
   * few, or none, and a next one all the same.
   *
   * @param caller the administrator, who sees all, or a key, which sees its own
   * @param search part of the name, in letters of either case
   * @param after the place that the page before told
   * @param limit from 1 to {@value #MOST_LISTED}
   */
  Page list(Authority caller, Optional<String> search, Optional<FilePlace> after, int limit);
}
