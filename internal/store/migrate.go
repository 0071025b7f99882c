package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
)

//go:embed migrations/*.sql
var migrations embed.FS

// schemas are the steps that lead to the newest schema.
func schemas() ([]string, error) { return fs.Glob(migrations, "migrations/*.sql") }

// SchemaVersion is the newest schema, which an open database has.
func SchemaVersion() int {
	files, err := schemas()
	if err != nil {
		panic(err) // only for a wrong pattern
	}
	return len(files)
}

// migrate brings the schema up to the newest version, each step in a
// transaction. A file that has been released is never edited.
func migrate(ctx context.Context, conn *sql.Conn) error {
	files, err := schemas()
	if err != nil {
		return err
	}
	var version int
	if err := conn.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return fmt.Errorf("read schema version: %w", err)
	}
	if version > len(files) {
		return ErrNewerSchema
	}
	for i, file := range files[version:] {
		if err := step(ctx, conn, file, version+i+1); err != nil {
			return fmt.Errorf("migrate to schema %d: %w", version+i+1, err)
		}
	}
	return nil
}

func step(ctx context.Context, conn *sql.Conn, file string, version int) error {
	script, err := migrations.ReadFile(file)
	if err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, fmt.Sprintf("BEGIN IMMEDIATE;\n%s;\nPRAGMA user_version = %d;\nCOMMIT;", script, version))
	if err != nil {
		_, rollback := conn.ExecContext(ctx, `ROLLBACK`)
		return errors.Join(err, rollback)
	}
	return nil
}
