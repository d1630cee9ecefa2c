package dev.files.node.index;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/** Several ordered sources as one; of equal ids the one of the first source counts. */
final class MergedEntries implements Iterator<IndexEntry> {
  private final PriorityQueue<Head> heads =
      new PriorityQueue<>(
          (a, b) -> {
            int order = a.next.id().compareTo(b.next.id());
            return order != 0 ? order : Integer.compare(a.age, b.age);
          });

  private static final class Head {
    private final int age;
    private final Iterator<IndexEntry> source;
    private IndexEntry next;

    Head(int age, Iterator<IndexEntry> source) {
      this.age = age;
      this.source = source;
      this.next = source.next();
    }
  }

  /**
   * @param sources newest first
   */
  MergedEntries(List<Iterator<IndexEntry>> sources) {
    for (int age = 0; age < sources.size(); age++) {
      if (sources.get(age).hasNext()) {
        heads.add(new Head(age, sources.get(age)));
      }
    }
  }

  @Override
  public boolean hasNext() {
    return !heads.isEmpty();
  }

  @Override
  public IndexEntry next() {
    if (heads.isEmpty()) {
      throw new NoSuchElementException();
    }
    IndexEntry newest = heads.peek().next;
    while (!heads.isEmpty() && heads.peek().next.id().equals(newest.id())) {
      Head head = heads.poll();
      if (head.source.hasNext()) {
        head.next = head.source.next();
        heads.add(head);
      }
    }
    return newest;
  }
}
