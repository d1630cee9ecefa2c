package dev.files.metadata;

import dev.files.database.Database;
import dev.files.protocol.ChunkId;
import dev.files.protocol.FileId;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import java.util.Optional;

/** Chunks as entities, one at a time; {@link ContentMap} is for who reads the bytes of many. */
@Stateless
@TransactionAttribute(TransactionAttributeType.SUPPORTS)
public class ChunkRecords implements ChunkDirectory {
  @PersistenceContext(unitName = "files")
  EntityManager entities;

  @Override
  public Optional<ChunkView> find(ChunkId id) {
    return Database.translating(
        true,
        () ->
            Optional.ofNullable(entities.find(ChunkEntity.class, id.bytes()))
                .map(chunk -> chunk.view(uses(chunk))));
  }

  private List<ChunkView.Use> uses(ChunkEntity chunk) {
    return entities
        .createQuery(
            "select l from Line l where l.chunk = :chunk order by l.key.contentId, l.key.ordinal",
            LineEntity.class)
        .setParameter("chunk", chunk)
        .setMaxResults(MOST_USES)
        .getResultStream()
        .map(line -> line.use(entities.find(ContentEntity.class, line.contentId()), files(line)))
        .toList();
  }

  private List<FileId> files(LineEntity line) {
    return entities
        .createQuery("select f.id from File f where f.content.id = :id order by f.id", String.class)
        .setParameter("id", line.contentId())
        .setMaxResults(MOST_USES)
        .getResultStream()
        .map(FileId::new)
        .toList();
  }
}
